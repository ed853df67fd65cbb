//! A file that is there only once it is whole.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use lab::{Problem, Problems};
use schema::avro::container::Codec;

/// Where an Avro file goes, and how it is packed.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Output {
    /// The file to write; it must not be there yet.
    #[arg(long, short, value_name = "FILE")]
    pub(super) out: PathBuf,
    /// How its blocks are packed: null, deflate or snappy.
    #[arg(long, value_parser = Codec::named)]
    pub(super) codec: Option<Codec>,
}

/// A file that is being written, beside the place where it will be.
pub(super) struct Destination {
    place: PathBuf,
    partial: PathBuf,
    file: Option<BufWriter<File>>,
}

impl Output {
    pub(super) fn open(&self) -> Result<Destination, Problems> {
        Destination::at(&self.out)
    }
}

impl Destination {
    /// Begins a file that is not there yet.
    pub(super) fn at(place: &Path) -> Result<Self, Problems> {
        let told =
            |message: String| Problems::from(Problem::of(place.display().to_string(), message));
        if place.exists() {
            return Err(told(
                "is there already; nothing is written over it".to_owned(),
            ));
        }
        let mut partial = place.to_path_buf().into_os_string();
        partial.push(".part");
        let partial = PathBuf::from(partial);
        let file = File::create_new(&partial)
            .map_err(|error| told(format!("{}: {error}", partial.display())))?;
        Ok(Self {
            place: place.to_path_buf(),
            partial,
            file: Some(BufWriter::new(file)),
        })
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), Problems> {
        let written = self
            .file
            .as_mut()
            .map_or(Ok(()), |file| file.write_all(bytes));
        written.map_err(|error| self.told(&error))
    }

    /// Puts the file where it belongs.
    pub(super) fn keep(mut self) -> Result<(), Problems> {
        let flushed = self.file.take().map_or(Ok(()), |mut file| file.flush());
        let kept = flushed.and_then(|()| fs::rename(&self.partial, &self.place));
        kept.map_err(|error| self.told(&error))
    }

    fn told(&self, error: &std::io::Error) -> Problems {
        Problem::of(self.place.display().to_string(), error.to_string()).into()
    }
}

impl Drop for Destination {
    /// A part of a file is of no use to anybody.
    fn drop(&mut self) {
        // It is gone already where the file was kept.
        let _ = fs::remove_file(&self.partial);
    }
}
