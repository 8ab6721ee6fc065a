#!/usr/bin/env bash
# Searches a vault as you type, with fzf. Enter opens the note in Obsidian, Ctrl-E in your editor.
# Usage: vaultdex-fzf.sh [QUERY]
set -euo pipefail

# A query that is not complete yet is an error, and finds nothing meanwhile. Paths are separated by NUL, so that a path
# may have any character; fzf quotes {q} and {} for the shell.
find_notes='if [ -n {q} ]; then vaultdex search -0 --closest -n 200 -- {q}; else vaultdex recent -0 -n 200; fi 2>/dev/null || true'

# The shell that fzf starts expands this.
# shellcheck disable=SC2016
edit='${VISUAL:-${EDITOR:-vi}} {}'

# fzf quotes for a POSIX shell, which $SHELL need not be.
SHELL=$(command -v bash) exec fzf --disabled --read0 --query "${*:-}" --prompt 'search> ' \
  --header 'Enter: open in Obsidian · Ctrl-E: edit' \
  --bind "start:reload($find_notes)" --bind "change:reload($find_notes)" \
  --preview 'vaultdex read -- {}' --preview-window 'right,60%,wrap' \
  --bind 'enter:become(vaultdex open -- {})' \
  --bind "ctrl-e:execute($edit)" </dev/null
