//! Verbs: one file for each mechanism of the model.

pub mod assessment;
pub mod care;
pub mod closure;
pub mod community;
pub mod concern;
pub mod decision;
pub mod enquiry;
pub mod household;
pub mod meeting;
pub mod moment;
pub mod plan;
pub mod proceedings;
pub mod referral;
pub mod review;
pub mod staffing;
pub mod stress;
pub mod task;
pub mod transfer;
pub mod visit;
