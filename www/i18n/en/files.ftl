# Files of rows.
files-title = Files of rows
files-lead = Open an Avro, CSV or JSON file: its schema, its first rows, its blocks, and how many bytes its rows take in each way of writing them. Nothing leaves this machine.
files-open = A file (.avro, .csv, .tsv, .json, .jsonl, .ndjson)
files-schema = A schema to read it by (.avsc), if you have one
files-schema-chosen = The next file is read by { $name }.
files-none = No file is open. Choose one, or drop it here.
files-too-large = { $name } is too large for the page, which takes { $most } MiB; the command line, `logarium avro`, takes any size.
files-reading = Reading
files-rows = { NUMBER($rows) } rows; the file has { NUMBER($bytes) } bytes.
files-schema-found = Schema
files-first = The first rows
files-sizes = The same rows in bytes
files-size-json = JSON, a row a line
files-size-avro = Avro file, codec { $codec }
files-blocks = Blocks: { $count }, codec { $codec }
files-blocks-why = Behind each block the file repeats its sync marker, so a reader can begin at any of them: that is how several readers share one file.
files-block = Block
files-block-offset = First byte
files-block-values = Values
files-block-bytes = Bytes, packed
files-bytes = Its bytes
files-before = Bytes before
files-after = Bytes behind
files-produce = Send the rows to a topic
files-produce-what = In the sandbox, with a broker, a schema registry, a producer that sends { $rows ->
    [one] the row
   *[other] the first { NUMBER($rows) } rows
} and a consumer that reads them.
files-topic = Topic
files-key = Key
files-key-none = none
files-produce-do = Open in the sandbox
