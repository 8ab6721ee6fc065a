
# Values that the index knows; whatever else there is, the function above completes.
var vaultdex-static~ = $edit:completion:arg-completer[vaultdex]
set edit:completion:arg-completer[vaultdex] = {|@words|
    var values = []
    try {
        set values = [(vaultdex --quiet --no-refresh complete -- (all $words[1..]) 2>/dev/null | from-lines)]
    } catch { }
    if (> (count $values) 0) {
        put $@values
    } else {
        vaultdex-static $@words
    }
}
