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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_image_reads_a_config_back_from_its_variable() {
        for (config, written) in [
            (
                "log.retention.check.interval.ms",
                "KAFKA_LOG_RETENTION_CHECK_INTERVAL_MS",
            ),
            ("a_b", "KAFKA_A__B"),
            ("a-b", "KAFKA_A___B"),
        ] {
            assert_eq!(variable(config), written);
            // What the image does (`getServerConfigsFromEnv`).
            let read = written
                .replace("KAFKA_", "")
                .to_lowercase()
                .replace('_', ".");
            assert_eq!(read.replace("...", "-").replace("..", "_"), config);
        }
    }
}
