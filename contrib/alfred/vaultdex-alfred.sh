#!/usr/bin/env bash
# The script of a Script Filter in Alfred. Its argument is the query.
set -euo pipefail

# Alfred starts scripts with a short PATH.
PATH=$PATH:$HOME/.cargo/bin:/opt/homebrew/bin:/usr/local/bin

message() {
  printf '{"items":[{"title":"%s","subtitle":"%s","valid":false}]}\n' "$1" "$2"
}

status=0
items=$(vaultdex search --format alfred --closest -- "$1") || status=$?
if [[ $items == *'"title"'* ]]; then
  printf '%s\n' "$items"
elif [ "$status" -lt 2 ]; then
  message 'No notes found' 'Try other words'
else
  message 'No answer' 'The query may be incomplete; the debugger of the workflow shows the message'
fi
