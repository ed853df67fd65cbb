//! A set of configs, and the macro that declares one as a table.

use super::definition::{Definition, Scope};
use super::error::ConfigError;
use super::unmodelled;

/// A set of configs, all of them valid.
pub trait Configs: Default {
    /// What they belong to.
    const SCOPE: Scope;

    /// The modelled configs, by name.
    fn definitions() -> &'static [Definition];

    /// Sets the config at `index` of the definitions; false when the value is not allowed.
    #[must_use]
    fn set_at(&mut self, index: usize, value: &str) -> bool;

    /// The value of the config at `index` of the definitions, as Kafka writes it; empty where Kafka has null.
    fn get_at(&self, index: usize) -> String;

    /// Checks what Kafka checks of values that are fine alone.
    ///
    /// # Errors
    /// When one contradicts another.
    fn validate(&self) -> Result<(), ConfigError>;

    /// Sets a config by its name.
    ///
    /// # Errors
    /// When the name is unknown or not modelled, or the value not allowed.
    fn set(&mut self, name: &str, value: &str) -> Result<(), ConfigError> {
        let index = position::<Self>(name).ok_or_else(|| refuse::<Self>(name))?;
        if self.set_at(index, value) {
            return Ok(());
        }
        let definition = &Self::definitions()[index];
        Err(ConfigError::Invalid {
            name: definition.name,
            value: value.to_owned(),
            allowed: definition.allowed_instead(value),
        })
    }

    /// The value of a modelled config, as Kafka writes it.
    fn get(&self, name: &str) -> Option<String> {
        position::<Self>(name).map(|index| self.get_at(index))
    }

    /// The definition of a config.
    ///
    /// # Errors
    /// When the name is unknown or not modelled.
    fn definition(name: &str) -> Result<&'static Definition, ConfigError> {
        position::<Self>(name)
            .map(|index| &Self::definitions()[index])
            .ok_or_else(|| refuse::<Self>(name))
    }
}

fn position<C: Configs>(name: &str) -> Option<usize> {
    C::definitions()
        .iter()
        .position(|definition| definition.name == name)
}

fn refuse<C: Configs>(name: &str) -> ConfigError {
    let scope = C::SCOPE;
    let unmodelled = unmodelled::names(scope);
    if unmodelled.contains(&name) {
        return ConfigError::NotModelled {
            name: name.to_owned(),
            scope,
        };
    }
    // kafka-python writes `session_timeout_ms`, courses write `consumer.group.id`.
    let dotted = name.replace('_', ".").to_lowercase();
    let bare = dotted.strip_prefix(&format!("{scope}.")).unwrap_or(&dotted);
    let nearest = C::definitions()
        .iter()
        .map(|definition| definition.name)
        .chain(unmodelled.iter().copied())
        .map(|known| (strsim::damerau_levenshtein(bare, known), known))
        .min()
        .filter(|(distance, known)| *distance <= known.len() / 3)
        .map(|(_, known)| known);
    ConfigError::Unknown {
        name: name.to_owned(),
        scope,
        nearest,
    }
}

/// Declares a struct of configs with its table. The header says where they may change and, if Kafka checks any of them
/// against each other, the function that does. A row says
///
/// ```text
/// field: type [as Kafka's type] = name default [in bounds] [=> where it may change]; "what it does"
/// ```
macro_rules! configs {
    (
        $(#[$meta:meta])*
        pub struct $name:ident: $scope:ident => $mode:ident $(, checked by $check:path)? {
            $($field:ident: $type:ty $(as $config_type:ident)? = $kafka:literal $default:literal
                $(in $least:literal $to:tt $($most:literal)?)? $(=> $own_mode:ident)?; $doc:literal)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $name {
            $(#[doc = concat!("`", $kafka, "`: ", $doc)] pub $field: $type,)*
        }

        impl $name {
            const TABLE: &[$crate::config::Definition] = &[$({
                let config_type = $crate::config::configs::own!(
                    <$type as $crate::config::ConfigValue>::TYPE
                    $(, $crate::config::ConfigType::$config_type)?
                );
                $crate::config::Definition {
                    name: $kafka,
                    config_type,
                    default: $default,
                    bounds: $crate::config::Bounds::of(config_type, &[$($least)?], &[$($($most)?)?]),
                    words: <$type as $crate::config::ConfigValue>::WORDS,
                    update_mode: $crate::config::configs::own!(
                        $crate::config::UpdateMode::$mode
                        $(, $crate::config::UpdateMode::$own_mode)?
                    ),
                    doc: $doc,
                }
            }),*];
        }

        impl $crate::config::Configs for $name {
            const SCOPE: $crate::config::Scope = $crate::config::Scope::$scope;

            fn definitions() -> &'static [$crate::config::Definition] {
                Self::TABLE
            }

            fn set_at(&mut self, index: usize, value: &str) -> bool {
                let mut at = 0..;
                $(if at.next() == Some(index) {
                    let parsed = $crate::config::ConfigValue::parse(value, Self::TABLE[index].bounds);
                    return parsed.map(|parsed| self.$field = parsed).is_some();
                })*
                false
            }

            fn get_at(&self, index: usize) -> String {
                let mut at = 0..;
                $(if at.next() == Some(index) {
                    return $crate::config::ConfigValue::show(&self.$field);
                })*
                String::new()
            }

            fn validate(&self) -> Result<(), $crate::config::ConfigError> {
                $($check(self)?;)?
                Ok(())
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self {
                    $($field: $crate::config::ConfigValue::initial($default)
                        .expect("the table's own defaults are valid, which a test checks"),)*
                }
            }
        }
    };
}
pub(super) use configs;

/// What a row says, or else what holds for all of them.
macro_rules! own {
    ($of_all:expr) => {
        $of_all
    };
    ($of_all:expr, $own:expr) => {
        $own
    };
}
pub(super) use own;
