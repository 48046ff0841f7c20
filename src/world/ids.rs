//! Indices of entities. Nothing is ever removed, so an index stays true for a whole run.

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub u32);
        impl $name {
            /// As an index into the world's list.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id!(
    /// A family, known to the authority or known once.
    FamilyId
);
id!(
    /// One involvement with a family, from referral to closure.
    CaseId
);
id!(
    /// A post and whoever fills it.
    WorkerId
);
id!(
    /// A team or unit.
    TeamId
);
