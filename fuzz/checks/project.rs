//! Any bytes as a project: no panic, and whatever is read keeps to the file.

use songscape::archive::project_file::{FIRST, Project, header_length};

/// # Panics
/// When one of those does not hold.
pub fn check(bytes: &[u8]) {
    let size = bytes.len() as u64;
    let Ok(length) = header_length(&bytes[..FIRST.min(bytes.len())], size) else {
        return;
    };
    let Ok(project) = Project::open(&bytes[8..8 + length], size) else {
        return;
    };
    let data = &bytes[8 + length..];
    let mut end = 0;
    for (name, place) in &project.tensors {
        end = end.max(place.end);
        let _ = project.check(name, &data[place.start as usize..place.end as usize]);
    }
    assert_eq!(end, data.len() as u64);
    assert!(project.about.tracks.len() < bytes.len() && project.about.runs.len() < bytes.len());
}
