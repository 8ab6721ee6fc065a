# Values that the index knows; whatever else there is, the functions above complete.
_vaultdex() {
    local -a candidates
    candidates=("${(@f)$(vaultdex --quiet --no-refresh complete -- "${(@Q)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "$candidates[1]" ]]; then
        # The case of what was typed may differ.
        compadd -U -- "${candidates[@]}"
    else
        _vaultdex_static "$@"
    fi
}

if [ "$funcstack[1]" = "_vaultdex" ]; then
    _vaultdex "$@"
else
    compdef _vaultdex vaultdex
fi
