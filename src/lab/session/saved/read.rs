//! What can be read of a saved run; the rest is told.

use engine::model::{Instant, StepId};
use serde_json::Value;

use super::{END_FIELDS, End, FIELDS, FORMAT, LATEST, STEPS_MAX, Saved, entry};
use crate::lab::Lab;
use crate::link::Moment;
use crate::nearest::suggestion;
use crate::path::Path;
use crate::problem::Problems;
use crate::session::loss::{Loss, LossKind};

impl Saved {
    /// Reads what can be read. `whole`: what is missing is told as well.
    ///
    /// # Errors
    /// When there is no lab to run.
    pub(crate) fn read(
        file: &Value,
        whole: bool,
        losses: &mut Vec<Loss>,
    ) -> Result<Self, Problems> {
        let mut reader = Reader {
            file,
            whole,
            losses,
        };
        reader.format();
        reader.fields("", &FIELDS);
        reader.fields("frontier", &END_FIELDS);
        let seed = reader.number(&["seed"], u64::MAX, whole);
        let playhead = reader.moment(&["playhead_us"], &["playhead_step"], false);
        let end = reader.moment(&["frontier", "at_us"], &["frontier", "step"], whole);
        let digest = reader.text(&["frontier", "digest"]);
        let engine = reader.text(&["engine"]);
        let orders = reader.list("orders");
        let entries = entry::read_all(file.get("journal"), whole, losses);
        let lab = Lab::referenced(file.get("lab").unwrap_or(&Value::Null), losses)?;
        Ok(Self {
            lab: match seed {
                Some(seed) => lab.with_seed(seed),
                None => lab,
            },
            engine,
            entries,
            playhead,
            end: end.map(|moment| End { moment, digest }),
            orders,
        })
    }
}

struct Reader<'a> {
    file: &'a Value,
    whole: bool,
    losses: &'a mut Vec<Loss>,
}

impl<'a> Reader<'a> {
    fn find(&self, names: &[&str]) -> (Option<&'a Value>, Path) {
        let mut found = Some(self.file);
        let mut path = Path::ROOT;
        for name in names {
            found = found.and_then(|found| found.get(name));
            path = path.key(name);
        }
        (found, path)
    }

    fn lose(&mut self, path: &Path, message: String, found: Option<&Value>) {
        let loss = Loss::at(LossKind::Unreadable, path, message);
        self.losses.push(loss.with(found.unwrap_or(&Value::Null)));
    }

    fn format(&mut self) {
        let format = self.number(&["format"], u64::MAX, self.whole);
        if let Some(format) = format.filter(|format| *format != FORMAT) {
            let message = format!("must be {FORMAT}; another Logarium has written it");
            let loss = Loss::at(LossKind::Format, &Path::ROOT.key("format"), message);
            self.losses.push(loss.with(&format.into()));
        }
    }

    /// Tells the fields that are not known here.
    fn fields(&mut self, of: &str, known: &[&str]) {
        let (object, path) = match of {
            "" => (Some(self.file), Path::ROOT),
            _ => self.find(&[of]),
        };
        let fields = object.and_then(Value::as_object).into_iter().flatten();
        for (name, value) in fields.filter(|(name, _)| !known.contains(&name.as_str())) {
            let hint = suggestion(name, known.iter().copied());
            let message = format!("there is no field {name:?} here{hint}");
            self.lose(&path.key(name), message, Some(value));
        }
    }

    fn number(&mut self, names: &[&str], most: u64, needed: bool) -> Option<u64> {
        let (found, path) = self.find(names);
        let number = found.and_then(Value::as_u64).filter(|n| *n <= most);
        if number.is_none() && (needed || found.is_some()) {
            let message = format!("must be a whole number from 0 to {most}");
            self.lose(&path, message, found);
        }
        number
    }

    /// A moment; `stepped`: its step is needed too.
    fn moment(&mut self, at: &[&str], step: &[&str], stepped: bool) -> Option<Moment> {
        let at = self.number(at, LATEST.0, self.whole);
        let step = self.number(step, STEPS_MAX, stepped);
        Some(Moment {
            at: Instant(at?),
            step: step.map(StepId),
        })
    }

    /// A list that need not be there.
    fn list(&mut self, name: &str) -> Vec<Value> {
        let (found, path) = self.find(&[name]);
        let list = found.and_then(Value::as_array);
        if list.is_none() && found.is_some() {
            self.lose(&path, "must be a list".to_owned(), found);
        }
        list.cloned().unwrap_or_default()
    }

    fn text(&mut self, names: &[&str]) -> Option<String> {
        let (found, path) = self.find(names);
        let text = found.and_then(Value::as_str);
        if text.is_none() && (self.whole || found.is_some()) {
            self.lose(&path, "must be text".to_owned(), found);
        }
        text.map(str::to_owned)
    }
}
