//! What has a budget, measured as ratios within one run: `cargo xtask bench` prints them beside their bounds.

mod exploring;
mod fleet;
mod heap;
mod judging;
mod row;
mod scale;
mod timed;
mod travel;
#[cfg(feature = "browser")]
mod wasm;
mod workload;

fn main() {
    println!(
        "each figure is the best of three; a ratio is to a bare binary-heap loop of the same run\n"
    );
    row::head();
    let heap = heap::pops_per_second(workload::PENDING);
    workload::world_alone(heap);
    workload::records(heap);
    workload::invariants();
    workload::scorecard();
    fleet::fleet();
    judging::judging();
    exploring::exploring();
    scale::scale();
    travel::session(heap);
    travel::seek();
    #[cfg(feature = "browser")]
    wasm::against_native();
}
