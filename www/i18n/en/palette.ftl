# The palette

palette-open = Everything that can be done
palette-title = What would you like to do?
palette-hint = Type: crash broker-1, charts, copy link…
palette-none = Nothing here is called that.
palette-show = Show: { $what }
palette-select = Select { $what }
palette-go = Go to: { $where }
present = The stage alone, for a projector
keys-menu = What can be done to the focused thing
present-end = Show everything
