//! Pack to bundle.
