# La paleta

palette-open = Todo lo que se puede hacer
palette-title = ¿Qué quieres hacer?
palette-hint = Escribe: crash broker-1, gráficos, copiar enlace…
palette-none = Aquí nada se llama así.
palette-show = Mostrar: { $what }
palette-select = Elegir { $what }
palette-go = Ir a: { $where }
present = Solo el escenario, para un proyector
keys-menu = Lo que se puede hacer con lo que tiene el foco
present-end = Mostrar todo
