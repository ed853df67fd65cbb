//! How records become bytes and bytes records. Kafka takes classes; these are the ones that there are here.

use super::value::choice;

/// The configs that Kafka's clients hand on to Confluent's serializers and deserializers (`AbstractKafkaSchemaSerDeConfig`);
/// Kafka itself has none of these names.
pub const CONFLUENT: [&str; 10] = [
    "auto.register.schemas",
    "http.connect.timeout.ms",
    "http.read.timeout.ms",
    "key.subject.name.strategy",
    "latest.compatibility.strict",
    "max.retries",
    "retries.max.wait.ms",
    "retries.wait.ms",
    "use.latest.version",
    "value.subject.name.strategy",
];

choice! {
    /// `key.serializer` and `value.serializer`.
    pub enum SerializerName {
        /// The text's own bytes, UTF-8.
        String = "string",
        /// Text that must be JSON.
        Json = "json",
        /// A whole number in eight bytes, the highest first.
        Long = "long",
        /// Avro alone: whoever reads it has to know the schema.
        Avro = "avro",
        /// `KafkaAvroSerializer`: Avro behind the id under which a registry keeps the schema.
        KafkaAvro = "kafka-avro",
        /// It throws, whatever it is given.
        Failing = "failing",
    }
}

choice! {
    /// `key.deserializer` and `value.deserializer`.
    pub enum DeserializerName {
        /// The bytes as they are.
        Bytes = "bytes",
        /// Text; what is no UTF-8 is replaced.
        String = "string",
        /// Text that must be JSON.
        Json = "json",
        /// A whole number in eight bytes, the highest first.
        Long = "long",
        /// Avro alone, by a schema that is known.
        Avro = "avro",
        /// `KafkaAvroDeserializer`: Avro behind the id under which a registry keeps the schema.
        KafkaAvro = "kafka-avro",
        /// It throws, whatever it is given.
        Failing = "failing",
    }
}

choice! {
    /// `key.subject.name.strategy` and `value.subject.name.strategy`.
    pub enum SubjectNameStrategy {
        /// The topic, and `-key` or `-value`.
        TopicName = "io.confluent.kafka.serializers.subject.TopicNameStrategy" | "TopicNameStrategy",
        /// The full name of the record.
        RecordName = "io.confluent.kafka.serializers.subject.RecordNameStrategy" | "RecordNameStrategy",
        /// The topic, a hyphen, and the full name of the record.
        TopicRecordName = "io.confluent.kafka.serializers.subject.TopicRecordNameStrategy" | "TopicRecordNameStrategy",
    }
}
