//! The environment of the official image (`kafka.docker.KafkaDockerWrapper`): what begins with `KAFKA_` is a config.

/// The variable of a config: a dot is one underscore there, an underscore two, a hyphen three.
pub(crate) fn variable(config: &str) -> String {
    let mut name = String::from("KAFKA_");
    for c in config.chars() {
        match c {
            '.' => name.push('_'),
            '_' => name.push_str("__"),
            '-' => name.push_str("___"),
            c => name.extend(c.to_uppercase()),
        }
    }
    name
}

/// The config of a variable, as the image reads it.
pub(crate) fn config_of(variable: &str) -> Option<String> {
    let name = variable.strip_prefix("KAFKA_")?.to_lowercase();
    Some(name.replace('_', ".").replace("...", "-").replace("..", "_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_reads_a_config_back_from_its_variable() {
        for (config, written) in [
            ("log.retention.check.interval.ms", "KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS"),
            ("a_b", "KAFKA_A__B"),
            ("a-b", "KAFKA_A___B"),
        ] {
            assert_eq!(variable(config), written);
            assert_eq!(config_of(written).as_deref(), Some(config));
        }
        assert_eq!(config_of("CLUSTER_ID"), None);
    }
}
