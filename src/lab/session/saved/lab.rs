//! How a saved run names its lab.

use serde_json::{Value, json};

use crate::lab::Lab;
use crate::nearest::nearest;
use crate::path::Path;
use crate::problem::{Problem, Problems};
use crate::session::loss::{Loss, LossKind};
use crate::shelf;

impl Lab {
    /// Whether a file is this lab's, with whatever seed.
    pub(crate) fn is_but_for_its_seed(&self, source: &Value) -> bool {
        let mut source = source.clone();
        source["seed"] = self.seed.into();
        source == self.source
    }

    /// How a saved run names this lab: by its id if it is built in and unchanged, otherwise by the whole of it.
    pub(crate) fn reference(&self) -> Value {
        let built_in = shelf::open(&self.id).is_ok_and(|lab| lab.is_but_for_its_seed(&self.source));
        if built_in {
            json!({ "id": self.id })
        } else {
            json!({ "source": self.source })
        }
    }

    /// The lab that a saved run names. Where it cannot be had, the one that is most like it stands in, which is told:
    /// the built-in one of the nearest name, or the one that was changed.
    ///
    /// # Errors
    /// When there is none like it.
    pub(super) fn referenced(reference: &Value, losses: &mut Vec<Loss>) -> Result<Self, Problems> {
        let path = Path::ROOT.key("lab");
        if let Some(id) = reference.get("id").and_then(Value::as_str) {
            return match shelf::open(id) {
                Ok(lab) => Ok(lab),
                Err(problem) => {
                    let problem = Problem::at(&path.key("id"), problem.message);
                    let ids = shelf::ids().iter().copied();
                    stand_in(nearest(id, ids), problem.into(), losses)
                }
            };
        }
        let Some(source) = reference.get("source") else {
            let problem = Problem::at(&path, "must be {\"id\": ..} or {\"source\": ..}");
            return Err(problem.with(reference).into());
        };
        let text = source.to_string();
        // A changed lab still says what the built-in one says, as long as its steps are the same.
        let id = source.get("id").and_then(Value::as_str).unwrap_or_default();
        let spoken = shelf::prose_of(id).and_then(|prose| Self::parse(&text, prose).ok());
        if let Some(lab) = spoken {
            return Ok(lab);
        }
        Self::parse(&text, &[]).or_else(|found| {
            let within = |problem: Problem| Problem {
                path: format!("lab.source.{}", problem.path),
                ..problem
            };
            let problems = Problems(found.0.into_iter().map(within).collect());
            stand_in(Some(id), problems, losses)
        })
    }
}

fn stand_in(id: Option<&str>, problems: Problems, losses: &mut Vec<Loss>) -> Result<Lab, Problems> {
    let Some(lab) = id.and_then(|id| shelf::open(id).ok()) else {
        return Err(problems);
    };
    let told = problems.0.into_iter().map(|problem| Loss {
        kind: LossKind::Lab,
        problem,
    });
    losses.extend(told);
    let message = format!("the built-in lab {:?} stands in for it", lab.id());
    losses.push(Loss::at(LossKind::Lab, &Path::ROOT.key("lab"), message));
    Ok(lab)
}
