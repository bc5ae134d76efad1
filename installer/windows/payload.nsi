; A program that only waits: what prove.sh installs in the place of the real ones, to be found running.
Unicode true
Name "payload"
OutFile "${OUTFILE}"
RequestExecutionLevel user
SilentInstall silent
Section
  FileOpen $0 "$EXEDIR\running.txt" w
  FileClose $0
  Sleep 40000
SectionEnd
