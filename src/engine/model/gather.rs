//! Filling a map or a set.

/// Puts things into a map or a set one by one. `collect` would sort them first, and brings a sort of its own for every
/// type that a tree is made of: much of the page for what is a few entries here.
#[must_use]
pub fn gather<C, T>(things: impl IntoIterator<Item = T>) -> C
where
    C: Default + Extend<T>,
{
    let mut gathered = C::default();
    gathered.extend(things);
    gathered
}
