//! Families of one replication whose stories show much: where to begin reading.

use crate::kernel::time::SimTime;
use crate::world::World;
use crate::world::fact::Fact;
use crate::world::ids::FamilyId;

/// Keeps, for each reason, the family that has it most.
#[derive(Clone, Debug, Default)]
pub struct Notables {
    returned: Option<(u32, FamilyId)>,
    waited: Option<(f64, FamilyId)>,
    unseen: Option<(f64, FamilyId)>,
    court: Option<FamilyId>,
    incident: Option<FamilyId>,
    plan: Option<FamilyId>,
}

impl Notables {
    /// Takes a fact.
    pub fn see(&mut self, fact: &Fact, now: SimTime, world: &World) {
        match *fact {
            Fact::Referred { family, .. } => {
                most(&mut self.returned, world.family(family).referrals, family);
            }
            Fact::Allocated {
                case,
                waited: Some(days),
                ..
            } => most(&mut self.waited, days, world.case(case).family),
            Fact::Closed { case, family, .. } => {
                let days = now.days_since(world.case(case).seen);
                most(&mut self.unseen, days, family);
            }
            Fact::ProceedingsIssued { case } => {
                self.court.get_or_insert(world.case(case).family);
            }
            Fact::Incident { family } if world.family(family).case.is_some() => {
                self.incident.get_or_insert(family);
            }
            Fact::PlanEnded { case } => {
                self.plan.get_or_insert(world.case(case).family);
            }
            _ => {}
        }
    }

    /// The families, each with what makes it worth following.
    pub fn families(&self) -> Vec<(u32, String)> {
        let mut found = Vec::new();
        if let Some((referrals, family)) = self.returned.filter(|&(n, _)| n > 1) {
            found.push((family, format!("referred {referrals} times")));
        }
        if let Some((days, family)) = self.waited.filter(|&(days, _)| days >= 1.0) {
            found.push((family, format!("waited {days:.0} days for a worker")));
        }
        if let Some((days, family)) = self.unseen.filter(|&(days, _)| days >= 1.0) {
            found.push((
                family,
                format!("closed {days:.0} days after it was last seen"),
            ));
        }
        let once = [
            (self.plan, "a child protection plan that ended"),
            (self.court, "proceedings"),
            (self.incident, "a serious incident while known"),
        ];
        for (family, why) in once {
            found.extend(family.map(|family| (family, why.to_owned())));
        }
        let number = |(family, why): (FamilyId, String)| (family.0, why);
        found.into_iter().map(number).collect()
    }
}

/// Keeps the larger, the first of equals.
fn most<T: PartialOrd>(kept: &mut Option<(T, FamilyId)>, value: T, family: FamilyId) {
    if kept.as_ref().is_none_or(|(most, _)| value > *most) {
        *kept = Some((value, family));
    }
}
