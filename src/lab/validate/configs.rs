//! Configs by Kafka's names.

use std::collections::BTreeMap;

use engine::config::Configs;

use crate::file::ConfigFile;
use crate::path::Path;
use crate::problem::{Problem, Problems};

/// Reads configs: what they make, and those that are set, as Kafka writes them.
pub(super) fn read<C: Configs>(
    file: &ConfigFile,
    path: &Path,
    problems: &mut Problems,
) -> (C, BTreeMap<String, String>) {
    read_over(C::default(), file, path, problems)
}

/// The same for configs that differ from others.
pub(super) fn read_over<C: Configs>(
    mut config: C,
    file: &ConfigFile,
    path: &Path,
    problems: &mut Problems,
) -> (C, BTreeMap<String, String>) {
    let mut set = BTreeMap::new();
    for (name, setting) in file {
        match config.set(name, &setting.to_string()) {
            Ok(()) => drop(set.insert(name.clone(), config.get(name).unwrap_or_default())),
            Err(error) => problems.push(Problem::at(&path.key(name), error.to_string())),
        }
    }
    if let Err(error) = config.validate() {
        problems.push(Problem::at(path, error.to_string()));
    }
    (config, set)
}
