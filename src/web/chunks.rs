//! Code that comes when it is needed. A part is a struct of functions; all that only the parts of a chunk reach is cut
//! out of the page by `cargo xtask` and fetched when the first of them is wanted. ARCHITECTURE.md says how to add one.

// `wasm_split` declares what the loader imports and what the chunk exports, both written by Rust for Rust.
#![allow(unsafe_code, improper_ctypes, improper_ctypes_definitions)]

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;

use lab::Problem;
use wasm_split_helpers::{SplitLoaderError, wasm_split};

/// What is on its way.
pub type Coming<T> = Pin<Box<dyn Future<Output = T>>>;

/// A part of the page's code, whichever it is.
pub trait Code {
    /// Whether it is here.
    fn is_here(&self) -> bool;

    /// Fetches it unless it is here.
    fn fetch(&'static self) -> Coming<Result<(), Problem>>;
}

/// A part of the page's code.
pub struct Part<T: 'static> {
    /// What the chunk is called in which it comes.
    chunk: &'static str,
    load: fn() -> Coming<Result<T, SplitLoaderError>>,
    /// What is done when it has come.
    then: fn(&T),
    here: OnceLock<T>,
}

impl<T: 'static> Part<T> {
    const fn new(
        chunk: &'static str,
        load: fn() -> Coming<Result<T, SplitLoaderError>>,
        then: fn(&T),
    ) -> Self {
        Self {
            chunk,
            load,
            then,
            here: OnceLock::new(),
        }
    }

    /// What it has, if it is here.
    pub fn here(&self) -> Option<&T> {
        self.here.get()
    }

    /// What it has.
    ///
    /// # Panics
    /// When it is not here: whoever asks has seen to it.
    pub fn get(&self) -> &T {
        let here = self.here.get();
        here.unwrap_or_else(|| panic!("{} was not fetched", self.chunk))
    }
}

impl<T> Code for Part<T> {
    fn is_here(&self) -> bool {
        self.here.get().is_some()
    }

    fn fetch(&'static self) -> Coming<Result<(), Problem>> {
        Box::pin(async {
            if self.is_here() {
                return Ok(());
            }
            match (self.load)().await {
                Ok(parts) => {
                    (self.then)(&parts);
                    // Somebody else who wanted it may have been faster; the parts are the same.
                    let _ = self.here.set(parts);
                    Ok(())
                }
                Err(error) => Err(Problem::of(
                    format!("{}.wasm", self.chunk),
                    error.to_string(),
                )),
            }
        })
    }
}

/// Declares a part: what it is, the name of its static, the chunk in which it comes (several may share one), a name for
/// its loader, what it has, and what is done when it has come.
macro_rules! part {
    ($(#[$doc:meta])* $static:ident, $chunk:ident / $name:ident: $parts:path) => {
        part!($(#[$doc])* $static, $chunk / $name: $parts, then |_| ());
    };
    ($(#[$doc:meta])* $static:ident, $chunk:ident / $name:ident: $parts:path, then $then:expr) => {
        $(#[$doc])*
        pub static $static: Part<$parts> =
            Part::new(stringify!($chunk), || Box::pin($name()), $then);

        #[wasm_split($chunk, fallible)]
        fn $name() -> Result<$parts, SplitLoaderError> {
            Ok(<$parts>::ALL)
        }
    };
}

part! {
    /// The drawer below the stage, and what its decks are made from.
    DECKS, workbench / decks: crate::workbench::DeckParts
}
part! {
    /// What opens over the page: help, glossary, palette, forms.
    DIALOGS, workbench / dialogs: crate::workbench::DialogParts
}
part! {
    /// The scorecard, and the judge of histories.
    SCORES, workbench / scores: crate::workbench::ScoreParts
}
part! {
    /// What a page that frames this one asks for and is told.
    FRAME, workbench / frame: crate::workbench::FrameParts
}
part! {
    /// What scripts can call.
    SCRIPTS, workbench / scripts: crate::exports::Scripts
}
part! {
    /// The course and what teachers need: plans, handouts, solutions, grades, labs of one's own.
    CLASSROOM, classroom / classroom: crate::pages::Classroom
}
part! {
    /// Scenarios: what there is, and the forms that they are set up with.
    SANDBOX, sandbox / sandbox: crate::pages::SandboxParts
}
part! {
    /// Avro: the schema workbench, and files of rows.
    SCHEMAS, avro / schemas: crate::pages::Schemas, then |schemas| schemas.knower.provide()
}
part! {
    /// What a lab would be with real clients.
    TOOLS, tools / tools: crate::pages::Tools
}
