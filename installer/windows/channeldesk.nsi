; The Windows installer. `python -m installer.windows.package FOLDER OUT` calls makensis with the defines below.
; Silent: setup.exe /S [/CurrentUser | /AllUsers] [/DESKTOP] [/DOWNGRADE] [/D=C:\folder]     (/D= comes last, without quotes)
;         Uninstall.exe /S [/CurrentUser | /AllUsers] [/DATA=remove]
; Exit codes: 0 done, 1 stopped by a person, 2 stopped by an error, 1618 the program runs (try again), 1638 a newer version
; is installed, 1150 this Windows is too old.
Unicode true
!define /IfNDef NAME "ChannelDesk"
!ifndef VERSION | VERSION4 | BUILD | PUBLISHER | COPYRIGHT | SUMMARY | WINDOW | CONSOLE | EXTENSION | PROGID | COMMENT | MIME
  !error "called by hand: use python -m installer.windows.package"
!endif
!define PROGRAM "${WINDOW}.exe"
!define UNINSTALLER "Uninstall.exe"
!define FRESH ".new"
!define PAST ".old"
!define UNINSTALL_KEY "Software\Microsoft\Windows\CurrentVersion\Uninstall\${NAME}"
!define OWN_KEY "Software\${NAME}"
!define RUNS 1618
!define OLDER 1638
!define TOO_OLD 1150

!define MULTIUSER_EXECUTIONLEVEL Highest
!define MULTIUSER_MUI
!define MULTIUSER_USE_PROGRAMFILES64
!define MULTIUSER_INSTALLMODE_COMMANDLINE
!define MULTIUSER_INSTALLMODE_DEFAULT_CURRENTUSER
!define MULTIUSER_INSTALLMODE_INSTDIR "${NAME}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_KEY "${OWN_KEY}"
!define MULTIUSER_INSTALLMODE_INSTDIR_REGISTRY_VALUENAME "InstallDir"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_KEY "${OWN_KEY}"
!define MULTIUSER_INSTALLMODE_DEFAULT_REGISTRY_VALUENAME "InstallDir"

!include MUI2.nsh
!include MultiUser.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!include x64.nsh
!include WinVer.nsh
!include "${ENTRIES}"
!insertmacro GetParameters
!insertmacro GetOptions
!insertmacro VersionCompare

Name "${NAME}"
Caption "${NAME} ${VERSION}"
BrandingText "${NAME} ${VERSION}, ${BUILD}"
OutFile "${OUTFILE}"
SetCompressor /SOLID ${COMPRESSOR}
SetDateSave off
AllowSkipFiles off
ShowInstDetails nevershow
ShowUninstDetails nevershow
ManifestDPIAware true
ManifestSupportedOS Win10
VIProductVersion "${VERSION4}"
VIFileVersion "${VERSION4}"

!ifdef ICON
  !define MUI_ICON "${ICON}"
  !define MUI_UNICON "${ICON}"
!endif
!ifdef SIGN
  !finalize '${SIGN} "%1"' = 0
  !uninstfinalize '${SIGN} "%1"' = 0
!endif

!define MUI_ABORTWARNING
!define MUI_FINISHPAGE_RUN "$INSTDIR\${PROGRAM}"
!define MUI_FINISHPAGE_NOAUTOCLOSE
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_LICENSE "${LICENCE}"
!insertmacro MULTIUSER_PAGE_INSTALLMODE
!insertmacro MUI_PAGE_COMPONENTS
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_COMPONENTS
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "English"
!insertmacro MUI_LANGUAGE "SimpChinese"
!include "texts.nsh"

!macro Version LANGUAGE DESCRIPTION
  VIAddVersionKey /LANG=${LANGUAGE} "ProductName" "${NAME}"
  VIAddVersionKey /LANG=${LANGUAGE} "ProductVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileVersion" "${VERSION}"
  VIAddVersionKey /LANG=${LANGUAGE} "FileDescription" "${DESCRIPTION}"
  VIAddVersionKey /LANG=${LANGUAGE} "CompanyName" "${PUBLISHER}"
  VIAddVersionKey /LANG=${LANGUAGE} "LegalCopyright" "${COPYRIGHT}"
  VIAddVersionKey /LANG=${LANGUAGE} "Comments" "${BUILD}"
!macroend
!insertmacro Version ${LANG_ENGLISH} "${NAME} Setup"
!insertmacro Version ${LANG_SIMPCHINESE} "${NAME} 安装程序"

; -- what is done with each entry of the folder; ${ENTRIES} knows their names ------------------------------------------
!macro TakePlace ENTRY
  ${If} $0 == 0
    ClearErrors
    ${If} ${FileExists} "$INSTDIR\${ENTRY}"
      Rename "$INSTDIR\${ENTRY}" "$INSTDIR\${PAST}\${ENTRY}"
    ${EndIf}
    ${IfNot} ${Errors}
      Rename "$INSTDIR\${FRESH}\${ENTRY}" "$INSTDIR\${ENTRY}"
    ${EndIf}
    ${If} ${Errors}
      StrCpy $0 1
    ${EndIf}
  ${EndIf}
!macroend
!macro GiveBack ENTRY
  ${If} ${FileExists} "$INSTDIR\${PAST}\${ENTRY}"
    ${If} ${FileExists} "$INSTDIR\${ENTRY}"
      Rename "$INSTDIR\${ENTRY}" "$INSTDIR\${FRESH}\${ENTRY}"
    ${EndIf}
    Rename "$INSTDIR\${PAST}\${ENTRY}" "$INSTDIR\${ENTRY}"
  ${EndIf}
!macroend
!macro Remove ENTRY
  ${If} ${FileExists} "$INSTDIR\${ENTRY}\*.*"
    RMDir /r "$INSTDIR\${ENTRY}"
  ${Else}
    Delete "$INSTDIR\${ENTRY}"
  ${EndIf}
!macroend
!macro StillRuns FILE
  ${If} ${FileExists} "$INSTDIR\${FILE}"
    ClearErrors
    FileOpen $1 "$INSTDIR\${FILE}" a
    ${If} ${Errors}
      StrCpy $0 1
    ${Else}
      FileClose $1
    ${EndIf}
  ${EndIf}
!macroend

Var Given     ; the folder of /D=, which the mode's own folder would hide
Var Present   ; the version that is installed in this mode

; -- refusals ---------------------------------------------------------------------------------------------------------
; Where nobody sees a message box the exit code says why.
!macro Refuse TEXT CODE
  MessageBox MB_OK|MB_ICONSTOP "${TEXT}" /SD IDOK
  SetErrorLevel ${CODE}
  Quit
!macroend

; $0 is 1 while a program of $INSTDIR runs: Windows lets nobody write into a file that it executes.
!macro RequireStopped UN
Function ${UN}RequireStopped
  again:
  StrCpy $0 0
  !insertmacro EachProgram StillRuns
  ${If} $0 == 1
    MessageBox MB_RETRYCANCEL|MB_ICONEXCLAMATION "$(SayRuns)" /SD IDCANCEL IDRETRY again
    SetErrorLevel ${RUNS}
    Quit
  ${EndIf}
FunctionEnd
!macroend
!insertmacro RequireStopped ""
!insertmacro RequireStopped "un."

; -- the installer ----------------------------------------------------------------------------------------------------
Function RequireNoNewer
  ReadRegStr $Present SHCTX "${UNINSTALL_KEY}" "DisplayVersion"
  ${If} $Present != ""
    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "/DOWNGRADE" $R1
    ${If} ${Errors}
      ReadRegStr $R2 SHCTX "${UNINSTALL_KEY}" "ComparedVersion"
      ${VersionCompare} "$R2" "${VERSION4}" $R3
      ${If} $R3 == 1
        !insertmacro Refuse "$(SayOlder)" ${OLDER}
      ${EndIf}
    ${EndIf}
  ${EndIf}
FunctionEnd

; Everything is unpacked beside what is installed and takes its place only as a whole; a rename that fails is undone.
Section "!$(SayProgram)" ProgramSection
  SectionIn RO
  Call RequireStopped
  SetOverwrite on
  RMDir /r "$INSTDIR\${FRESH}"
  RMDir /r "$INSTDIR\${PAST}"
  ClearErrors
  SetOutPath "$INSTDIR\${FRESH}"
  File /r "${PAYLOAD}"
  ${If} ${Errors}
    SetOutPath "$INSTDIR"
    RMDir /r "$INSTDIR\${FRESH}"
    !insertmacro Refuse "$(SayUnpack)" 2
  ${EndIf}
  SetOutPath "$INSTDIR"
  CreateDirectory "$INSTDIR\${PAST}"
  StrCpy $0 0
  !insertmacro EachEntry TakePlace
  ${If} $0 == 1
    !insertmacro EachEntry GiveBack
    RMDir "$INSTDIR\${PAST}"
    RMDir /r "$INSTDIR\${FRESH}"
    !insertmacro Refuse "$(SaySwap)" ${RUNS}
  ${EndIf}
  RMDir /r "$INSTDIR\${PAST}"
  RMDir /r "$INSTDIR\${FRESH}"
  Call WriteRegistry
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  CreateShortCut "$SMPROGRAMS\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0 SW_SHOWNORMAL "" "${SUMMARY}"
SectionEnd

Section /o "$(SayDesktop)" DesktopSection
  CreateShortCut "$DESKTOP\${NAME}.lnk" "$INSTDIR\${PROGRAM}" "" "$INSTDIR\${PROGRAM}" 0 SW_SHOWNORMAL "" "${SUMMARY}"
SectionEnd

Function WriteRegistry
  WriteRegStr SHCTX "${OWN_KEY}" "InstallDir" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayName" "${NAME}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "ComparedVersion" "${VERSION4}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Publisher" "${PUBLISHER}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "Comments" "${BUILD}"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "DisplayIcon" "$INSTDIR\${PROGRAM},0"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}" /$MultiUser.InstallMode'
  WriteRegStr SHCTX "${UNINSTALL_KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /$MultiUser.InstallMode /S'
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "EstimatedSize" ${SIZE_KB}
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINSTALL_KEY}" "NoRepair" 1
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}" "" "${PROGID}"
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}" "Content Type" "${MIME}"
  WriteRegStr SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "${PROGID}" ""
  WriteRegStr SHCTX "Software\Classes\${PROGID}" "" "${COMMENT}"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\DefaultIcon" "" "$INSTDIR\${PROGRAM},0"
  WriteRegStr SHCTX "Software\Classes\${PROGID}\shell\open\command" "" '"$INSTDIR\${PROGRAM}" "%1"'
  ${RefreshShellIcons}
FunctionEnd

Function .onInit
  StrCpy $Given $INSTDIR
  ${IfNot} ${RunningX64}
  ${OrIfNot} ${AtLeastWin10}
    !insertmacro Refuse "$(SayWindows)" ${TOO_OLD}
  ${EndIf}
  SetRegView 64
  !insertmacro MULTIUSER_INIT
  ${If} $Given != ""
    StrCpy $INSTDIR $Given
  ${EndIf}
  Call RequireNoNewer
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DESKTOP" $R1
  ${IfNot} ${Errors}
    !insertmacro SelectSection ${DesktopSection}
  ${EndIf}
FunctionEnd

; -- the uninstaller --------------------------------------------------------------------------------------------------
Section "un.$(SayUninstall)" UninstallSection
  SectionIn RO
  Call un.RequireStopped
  SetOutPath "$TEMP"
  !insertmacro EachEntry Remove
  RMDir /r "$INSTDIR\${FRESH}"
  RMDir /r "$INSTDIR\${PAST}"
  Delete "$INSTDIR\${UNINSTALLER}"
  RMDir "$INSTDIR"   ; what somebody else put there stays, and the folder with it
  Delete "$SMPROGRAMS\${NAME}.lnk"
  Delete "$DESKTOP\${NAME}.lnk"
  ReadRegStr $0 SHCTX "Software\Classes\${EXTENSION}" ""
  ${If} $0 == "${PROGID}"
    DeleteRegValue SHCTX "Software\Classes\${EXTENSION}" ""
    DeleteRegValue SHCTX "Software\Classes\${EXTENSION}" "Content Type"
  ${EndIf}
  DeleteRegValue SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids" "${PROGID}"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${EXTENSION}\OpenWithProgids"
  DeleteRegKey /ifempty SHCTX "Software\Classes\${EXTENSION}"
  DeleteRegKey SHCTX "Software\Classes\${PROGID}"
  DeleteRegKey SHCTX "${UNINSTALL_KEY}"
  DeleteRegKey SHCTX "${OWN_KEY}"
  ${RefreshShellIcons}
SectionEnd

; Only what the program itself made is named here: a workspace that somebody keeps in this folder stays.
Section /o "un.$(SayData)" DataSection
  SetShellVarContext current
  StrCpy $0 "$LOCALAPPDATA\${NAME}"
  Delete "$0\settings.json"
  Delete "$0\window.json"
  Delete "$0\secrets.*"
  RMDir /r "$0\practice"
  RMDir /r "$0\practice.making"
  RMDir /r "$0\updates"
  RMDir /r "$0\Logs"
  RMDir "$0"
SectionEnd

Function un.onInit
  SetRegView 64
  !insertmacro MULTIUSER_UNINIT
  ${GetParameters} $R0
  ClearErrors
  ${GetOptions} $R0 "/DATA=" $R1
  ${IfNot} ${Errors}
  ${AndIf} $R1 == "remove"
    !insertmacro SelectSection ${DataSection}
  ${EndIf}
FunctionEnd

!insertmacro MUI_FUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${ProgramSection} "$(TipProgram)"
  !insertmacro MUI_DESCRIPTION_TEXT ${DesktopSection} "$(TipDesktop)"
!insertmacro MUI_FUNCTION_DESCRIPTION_END
!insertmacro MUI_UNFUNCTION_DESCRIPTION_BEGIN
  !insertmacro MUI_DESCRIPTION_TEXT ${UninstallSection} "$(TipUninstall)"
  !insertmacro MUI_DESCRIPTION_TEXT ${DataSection} "$(TipData)"
!insertmacro MUI_UNFUNCTION_DESCRIPTION_END
