
# Values that the index knows; whatever else there is, the functions above complete.
_vaultdex_values() {
    local words=() word candidate n=0 glued=
    local i
    # bash splits words at `:` and `=`, vaultdex does not.
    for ((i = 1; i <= COMP_CWORD; i++)); do
        word=${COMP_WORDS[i]//\\ / }
        word=${word#[\"\']}
        word=${word%[\"\']}
        if [[ $n -gt 0 && ( $glued || $word == [:=] ) ]]; then
            words[n - 1]+=$word
            if [[ $word == [:=] ]]; then glued=1; else glued=; fi
        else
            words[n++]=$word
        fi
    done
    local current=${words[n - 1]}
    local before=${current%"${current##*[:=]}"}
    COMPREPLY=()
    while IFS= read -r candidate; do
        COMPREPLY+=("${candidate#"$before"}")
    done < <(vaultdex --quiet --no-refresh complete -- "${words[@]}" 2>/dev/null)
    if [[ ${#COMPREPLY[@]} -gt 0 ]]; then
        # Has blanks and other special characters quoted. It also appends `/` to names of folders, so that with one of these,
        # and before bash 4, they are quoted here.
        local is_folder=
        for candidate in "${COMPREPLY[@]}"; do
            [[ -d $candidate ]] && is_folder=1
        done
        [[ ! $is_folder ]] && compopt -o filenames 2>/dev/null && return 0
        for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
            printf -v "COMPREPLY[i]" %q "${COMPREPLY[i]}"
        done
        return 0
    fi
    _vaultdex "$@"
}

if [[ "${BASH_VERSINFO[0]}" -eq 4 && "${BASH_VERSINFO[1]}" -ge 4 || "${BASH_VERSINFO[0]}" -gt 4 ]]; then
    complete -F _vaultdex_values -o nosort -o bashdefault -o default vaultdex
else
    complete -F _vaultdex_values -o bashdefault -o default vaultdex
fi
