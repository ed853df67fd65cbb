# El banco de esquemas.
schemas-title = Esquemas
schemas-lead = Dos esquemas lado a lado: con qué niveles admitiría un registro el nuevo, y qué saca un lector de un registro de datos.
schemas-old = El esquema anterior, que escribe
schemas-new = El esquema nuevo, que lee
schemas-record = Un registro, en JSON
schemas-canonical = Forma canónica
schemas-fingerprint = Huella (CRC-64-AVRO)
schemas-levels = Compatibilidad
schemas-level = Nivel
schemas-let-in = Se puede registrar
schemas-refused = { $count ->
    [one] Rechazado: un motivo
   *[other] Rechazado: { $count } motivos
}
schemas-new-reads = el nuevo lee lo anterior
schemas-old-reads = el anterior lee lo nuevo
schemas-written = Lo que se escribe
schemas-read = Lo que se lee
schemas-sizes = Bytes de este registro
schemas-size-json = JSON en una línea
schemas-size-avro = Avro
schemas-size-with-id = Avro con el id del registro de esquemas
schemas-size-with-schema = Avro con el esquema al lado
schemas-note-default = no está en lo escrito: ocupa su lugar el valor por defecto del lector
schemas-note-left-out = se escribió, y el lector lo deja fuera
schemas-note-renamed = se escribió como { $from }, que aquí es un alias
schemas-note-promoted = se escribió como { $from } y se lee como { $to }
schemas-note-symbol = era { $from }, que el lector no conoce: ocupa su lugar el valor por defecto
schemas-nothing-changed = Todo está como se escribió.
schemas-broken = No hay nada que comparar hasta que los dos esquemas sean válidos.
schemas-example = Ejemplos
schemas-example-add = Un campo más, con valor por defecto
schemas-example-add-without = Un campo más, sin valor por defecto
schemas-example-remove = Un campo menos
schemas-example-type = Otro tipo
schemas-example-widen = Un número más ancho
schemas-example-rename = Otro nombre, con un alias
schemas-example-enum = Un símbolo más
