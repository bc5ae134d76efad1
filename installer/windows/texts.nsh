; What the installer says, in English and simplified Chinese. UTF-8.
!macro Say NAME ENGLISH CHINESE
  LangString ${NAME} ${LANG_ENGLISH} `${ENGLISH}`
  LangString ${NAME} ${LANG_SIMPCHINESE} `${CHINESE}`
!macroend

!insertmacro Say SayProgram "${NAME} (needed)" "${NAME}（必需）"
!insertmacro Say SayDesktop "Shortcut on the desktop" "桌面快捷方式"
!insertmacro Say SayData "This account's settings, practice region and logs" "本账户的设置、演练区域和日志"
!insertmacro Say SayUninstall "The program" "程序"
!insertmacro Say TipProgram "The program, its entry in the start menu, and the opening of ${EXTENSION} files." "程序、开始菜单项，以及 ${EXTENSION} 文件的打开方式。"
!insertmacro Say TipDesktop "An icon on the desktop." "在桌面放置图标。"
!insertmacro Say TipUninstall "Removes the program. Workspaces (${EXTENSION} files) stay where they are." "删除程序。区域数据（${EXTENSION} 文件）保留在原处。"
!insertmacro Say TipData "Off: a later installation goes on as you left it. Workspaces stay in either case." "不勾选：以后再次安装时沿用现有设置。无论是否勾选，区域数据均保留。"
!insertmacro Say SayRuns "${NAME} is running. Close all of its windows and choose Retry." "${NAME} 正在运行。请关闭其所有窗口，然后选择“重试”。"
!insertmacro Say SaySwap "A file of ${NAME} is in use. Nothing was changed. Close the program (and wait for the antivirus), then try again." "${NAME} 的文件正被占用。未作任何更改。请关闭程序（或等待杀毒软件完成），然后重试。"
!insertmacro Say SayWindows "${NAME} needs Windows 10 or newer, 64 bit." "${NAME} 需要 64 位 Windows 10 或更新版本。"
!insertmacro Say SayOlder "A newer version of ${NAME} is installed. It is not replaced by an older one." "已安装更新版本的 ${NAME}，不会用旧版本替换。"
!insertmacro Say SayUnpack "The files could not be unpacked. What was installed before is unchanged." "文件解包失败。原有安装未作更改。"
