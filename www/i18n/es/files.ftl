# Archivos de filas.
files-title = Archivos de filas
files-lead = Abre un archivo Avro, CSV o JSON: su esquema, sus primeras filas, sus bloques y cuántos bytes ocupan sus filas según cómo se escriban. Nada sale de esta máquina.
files-open = Un archivo (.avro, .csv, .tsv, .json, .jsonl, .ndjson)
files-schema = Un esquema con el que leerlo (.avsc), si lo tienes
files-schema-chosen = El próximo archivo se lee con { $name }.
files-none = No hay ningún archivo abierto. Elige uno o suéltalo aquí.
files-too-large = { $name } es demasiado grande para la página, que admite { $most } MiB; la línea de órdenes, `logarium avro`, admite cualquier tamaño.
files-reading = Leyendo
files-rows = { NUMBER($rows) } filas; el archivo tiene { NUMBER($bytes) } bytes.
files-schema-found = Esquema
files-first = Las primeras filas
files-sizes = Las mismas filas en bytes
files-size-json = JSON, una fila por línea
files-size-avro = Archivo Avro, códec { $codec }
files-blocks = Bloques: { $count }, códec { $codec }
files-blocks-why = Tras cada bloque el archivo repite su marcador de sincronización, así que un lector puede empezar en cualquiera de ellos: así se reparten varios lectores un mismo archivo.
files-block = Bloque
files-block-offset = Primer byte
files-block-values = Valores
files-block-bytes = Bytes, comprimidos
files-bytes = Sus bytes
files-before = Bytes anteriores
files-after = Bytes siguientes
files-produce = Enviar las filas a un topic
files-produce-what = En el laboratorio libre, con un broker, un registro de esquemas, un productor que envía { $rows ->
    [one] la fila
   *[other] las primeras { NUMBER($rows) } filas
} y un consumidor que las lee.
files-topic = Topic
files-key = Clave
files-key-none = ninguna
files-produce-do = Abrir en el laboratorio libre
