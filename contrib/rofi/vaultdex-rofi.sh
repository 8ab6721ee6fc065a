#!/usr/bin/env bash
# A mode for rofi: lists the latest notes, searches for what is typed (Ctrl-Enter), and opens the chosen note in Obsidian.
# Usage: rofi -modi "vault:/path/to/vaultdex-rofi.sh" -show vault
set -euo pipefail

# Prints the paths that a command lists as rows. Rofi separates rows by line breaks and their options by control
# characters, so a path with one of them is left out.
rows() {
  local path n=0
  while IFS= read -r -d '' path; do
    [[ $path == *[[:cntrl:]]* ]] && continue
    printf '%s\n' "$path"
    n=$((n + 1))
  done < <("$@" 2>/dev/null)
  # Without any row, rofi would close.
  [ "$n" -gt 0 ] || printf 'nothing found\0nonselectable\x1ftrue\n'
}

printf '\0prompt\x1fvault\n'
case ${ROFI_RETV:-0} in
  0) rows vaultdex recent -0 -n 1000 --path-style vault ;;
  # A row was chosen. Rofi waits for the output to be closed.
  1) vaultdex open -- "$1" >/dev/null 2>&1 & ;;
  # Something else was typed.
  2) rows vaultdex search -0 --closest -n 200 --path-style vault -- "$1" ;;
esac
