# The schema workbench.
schemas-title = Schemas
schemas-lead = Two schemas side by side: at which levels a registry would let the new one in, and what a reader makes of a record.
schemas-old = The earlier schema, which writes
schemas-new = The new schema, which reads
schemas-record = A record, as JSON
schemas-canonical = Canonical form
schemas-fingerprint = Fingerprint (CRC-64-AVRO)
schemas-levels = Compatibility
schemas-level = Level
schemas-let-in = May be registered
schemas-refused = { $count ->
    [one] Refused: one reason
   *[other] Refused: { $count } reasons
}
schemas-new-reads = new reads old
schemas-old-reads = old reads new
schemas-written = What is written
schemas-read = What is read
schemas-sizes = Bytes of this record
schemas-size-json = JSON on one line
schemas-size-avro = Avro
schemas-size-with-id = Avro with the registry's id
schemas-size-with-schema = Avro with the schema beside it
schemas-note-default = is not in what was written: the reader's default stands there
schemas-note-left-out = was written, and the reader leaves it out
schemas-note-renamed = was written as { $from }, which is an alias here
schemas-note-promoted = was written as { $from } and is read as { $to }
schemas-note-symbol = was { $from }, which the reader does not know: its default stands there
schemas-nothing-changed = Everything is as it was written.
schemas-broken = There is nothing to compare until both schemas hold.
schemas-example = Examples
schemas-example-add = A field more, with a default
schemas-example-add-without = A field more, without a default
schemas-example-remove = A field less
schemas-example-type = Another type
schemas-example-widen = A wider number
schemas-example-rename = Another name, with an alias
schemas-example-enum = A symbol more
