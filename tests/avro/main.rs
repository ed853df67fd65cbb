//! Avro held against itself and against others: random schemas and values, damaged bytes, and files that fastavro wrote or
//! reads.

mod damage;
mod fastavro;
mod kinds;
mod round_trip;

use proptest::test_runner::Config;

/// How many cases there are: few at each change, many under `cargo xtask test --long`.
fn config(few: u32, many: u32) -> Config {
    let is_long = std::env::var_os("LOGARIUM_LONG").is_some();
    Config {
        cases: if is_long { many } else { few },
        failure_persistence: None,
        ..Config::default()
    }
}
