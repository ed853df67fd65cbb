//! What the page shows of a run under another configuration.

use std::rc::Rc;

use view::compare::Compared;
use view::scene::Scene;
use view::stage::Stage;

use super::panels::renew;
use crate::player::Player;

/// The second stage, and what its run comes to beside the first.
pub struct Beside {
    /// What is another in it, as `path=value`.
    pub changes: Rc<Vec<String>>,
    /// The size of its stage.
    pub size: (f64, f64),
    /// Its cluster.
    pub stage: Rc<Stage>,
    /// Where that goes.
    pub scene: Rc<Scene>,
    /// Both scorecards.
    pub compared: Option<Rc<Compared>>,
    /// Whether it shows the moment that the first one shows.
    pub caught_up: bool,
}

impl Beside {
    /// Nothing seen of it yet, on a stage as large as the first.
    pub fn new(changes: Vec<String>, size: (f64, f64)) -> Self {
        Self {
            changes: Rc::new(changes),
            size,
            stage: Rc::default(),
            scene: Rc::default(),
            compared: None,
            caught_up: false,
        }
    }

    /// Looks at it anew; `true` if anything differs.
    pub fn refresh(&mut self, player: &Player) -> bool {
        let seen = player.look_beside(|twin, caught_up| {
            let session = twin.session();
            let stage = Stage::of(session.world(), session.playhead());
            let compared = player.look(|first| Compared::of(first, twin));
            (stage, compared, caught_up)
        });
        let Some((stage, compared, caught_up)) = seen else {
            return false;
        };
        let scene = Scene::of(&stage, self.size.0, self.size.1);
        let has_moved = self.caught_up != caught_up;
        self.caught_up = caught_up;
        let has_other_scene = renew(&mut self.scene, scene);
        if has_other_scene {
            player.set_scene_beside(self.scene.clone());
        }
        let has_other_numbers = self.compared.as_deref() != Some(&compared);
        if has_other_numbers {
            self.compared = Some(Rc::new(compared));
        }
        renew(&mut self.stage, stage) || has_other_scene || has_other_numbers || has_moved
    }
}
