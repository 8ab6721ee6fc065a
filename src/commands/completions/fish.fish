
# Values that the index knows.
function __fish_vaultdex_values
    set -l words (commandline -opc)
    set -e words[1]
    set -l current (commandline -ct | string unescape)
    vaultdex --quiet --no-refresh complete -- $words "$current" 2>/dev/null
end
complete -c vaultdex -f -a '(__fish_vaultdex_values)'
for option in OPTIONS
    complete -c vaultdex -l $option -r -f -a '(__fish_vaultdex_values)'
end
