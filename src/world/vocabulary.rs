//! The plain words of the field: enums that scenarios, the model and its observers share.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The number of problems a family can have (Table 7.5).
pub const PROBLEMS: usize = 14;

/// A problem of a family, in the order of Table 7.5. Levels run 0..=3 (the study's 1..=4).
#[derive(Copy, Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Problem {
    /// Problems with housing.
    Housing,
    /// Not enough money.
    Money,
    /// A child's disability.
    Disability,
    /// A child's behaviour.
    Behaviour,
    /// A parent finding caring difficult.
    Caring,
    /// Parental depression.
    Depression,
    /// Other parental mental ill-health.
    MentalHealth,
    /// Parental drug use.
    Drugs,
    /// Parental alcohol use.
    Alcohol,
    /// Physical abuse.
    Physical,
    /// Emotional abuse.
    Emotional,
    /// Neglect.
    Neglect,
    /// Sexual abuse.
    Sexual,
    /// Domestic violence.
    Violence,
}

impl Problem {
    /// All problems in table order.
    pub const ALL: [Problem; PROBLEMS] = [
        Problem::Housing,
        Problem::Money,
        Problem::Disability,
        Problem::Behaviour,
        Problem::Caring,
        Problem::Depression,
        Problem::MentalHealth,
        Problem::Drugs,
        Problem::Alcohol,
        Problem::Physical,
        Problem::Emotional,
        Problem::Neglect,
        Problem::Sexual,
        Problem::Violence,
    ];

    /// Maltreatment that can call for a section 47 enquiry.
    pub fn is_maltreatment(self) -> bool {
        self as u8 >= Problem::Physical as u8
    }

    /// Whether parents who fear what follows keep it from workers.
    pub fn is_hidden(self) -> bool {
        self as u8 >= Problem::Drugs as u8
    }

    /// Whether a child may say of it alone what it would not say before its parents.
    pub fn is_told_alone(self) -> bool {
        matches!(
            self,
            Problem::Physical | Problem::Emotional | Problem::Sexual | Problem::Violence
        )
    }
}

/// Who referred a family.
#[derive(Copy, Clone, Debug, PartialEq, Eq, JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u8)]
pub enum Source {
    /// The police.
    Police,
    /// A school or nursery.
    School,
    /// A health service.
    Health,
    /// A housing service.
    Housing,
    /// Another service of the authority.
    Authority,
    /// Another agency.
    Agency,
    /// A member of the public.
    Public,
    /// The family itself.
    Family,
}

/// The number of referral sources.
pub const SOURCES: usize = 8;

impl Source {
    /// All sources, in the order of `demand.source_share`.
    pub const ALL: [Source; SOURCES] = [
        Source::Police,
        Source::School,
        Source::Health,
        Source::Housing,
        Source::Authority,
        Source::Agency,
        Source::Public,
        Source::Family,
    ];

    /// Whether this source is quiet in school holidays.
    pub fn keeps_school_terms(self) -> bool {
        matches!(self, Source::School)
    }
}

/// What a team or unit is for.
#[derive(
    Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, JsonSchema, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// Screens referrals before they are assessed.
    FrontDoor,
    /// Assesses referred families and does short work with them.
    Assessment,
    /// Works with children in need and on plans.
    LongTerm,
    /// Works with looked-after children.
    LookedAfter,
    /// Works with young people who have left care.
    LeavingCare,
}

/// The post a member of staff holds (Table 6.2).
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Leads a unit: works cases and decides.
    Consultant,
    /// Team manager or deputy: decides, supervises, holds no cases.
    Manager,
    /// Qualified social worker.
    SocialWorker,
    /// Child practitioner of a unit.
    ChildPractitioner,
    /// Social work assistant of a team, unqualified.
    Assistant,
    /// Social work student.
    Student,
    /// Clinician: therapeutic work, another hypothesis.
    Clinician,
    /// Unit coordinator: bookings, minutes, payments, calls.
    Coordinator,
    /// Team administrator: processes records, no case work.
    Administrator,
}

impl Role {
    /// All roles, in the order of declaration.
    pub const ALL: [Role; 9] = [
        Role::Consultant,
        Role::Manager,
        Role::SocialWorker,
        Role::ChildPractitioner,
        Role::Assistant,
        Role::Student,
        Role::Clinician,
        Role::Coordinator,
        Role::Administrator,
    ];

    /// Works with families; the study's "workers" (Table 5.1): coordinators, administrators and managers without cases out.
    pub fn works_with_families(self) -> bool {
        !matches!(
            self,
            Role::Manager | Role::Coordinator | Role::Administrator
        )
    }

    /// Can hold a family or lead a visit to it.
    pub fn holds_cases(self) -> bool {
        matches!(
            self,
            Role::Consultant
                | Role::SocialWorker
                | Role::ChildPractitioner
                | Role::Assistant
                | Role::Student
        )
    }

    /// Makes the decisions of a team or unit.
    pub fn decides(self) -> bool {
        matches!(self, Role::Consultant | Role::Manager)
    }

    /// The name used in scenarios and results.
    pub fn name(self) -> &'static str {
        match self {
            Role::Consultant => "consultant",
            Role::Manager => "manager",
            Role::SocialWorker => "social-worker",
            Role::ChildPractitioner => "child-practitioner",
            Role::Assistant => "assistant",
            Role::Student => "student",
            Role::Clinician => "clinician",
            Role::Coordinator => "coordinator",
            Role::Administrator => "administrator",
        }
    }
}

/// The standing of one child with the authority, lowest first.
#[derive(Copy, Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Known, no plan.
    #[default]
    None,
    /// Child in need (section 17).
    InNeed,
    /// On a child protection plan.
    Protected,
    /// Looked after by the authority.
    LookedAfter,
    /// Left care, still supported.
    LeftCare,
}

/// What a worker does with a stretch of time; one kind for each task or appointment.
#[derive(Copy, Clone, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum TaskKind {
    /// Screening of a referral at the front door.
    Screening,
    /// Visit to a family during an assessment.
    AssessmentVisit,
    /// Visit of a section 47 enquiry; qualified members only.
    EnquiryVisit,
    /// Visit under a plan.
    HomeVisit,
    /// Visit to a looked-after child or supervised contact.
    CareVisit,
    /// Same-day response to a crisis.
    CrisisVisit,
    /// Contact of children in care with their family, supervised.
    FamilyContact,
    /// A young person drops in at the office.
    DropIn,
    /// Therapeutic session by a clinician.
    TherapeuticSession,
    /// Writing up contact.
    Recording,
    /// Initial, core or single assessment report.
    AssessmentReport,
    /// Report of a section 47 enquiry.
    EnquiryReport,
    /// Report to a child protection conference.
    ConferenceReport,
    /// Report to a looked-after review.
    ReviewReport,
    /// Statement or care plan for court.
    CourtStatement,
    /// Assessment of relatives who might care.
    KinshipAssessment,
    /// What an emergency order asks of the decider.
    EmergencyOrder,
    /// Plans, chronologies, forms.
    PlanUpdate,
    /// Calls, letters and email with other agencies about one family.
    Liaison,
    /// A small payment to a family.
    Payment,
    /// Reading in on a family taken over.
    Handover,
    /// Closing or transfer summary.
    ClosingSummary,
    /// General email, diary, time sheet.
    FixedDesk,
    /// A manager's or consultant's reading, deciding and signing off.
    Authorisation,
    /// Strategy discussion with police and others.
    StrategyMeeting,
    /// Meeting of professionals without the family.
    ProfessionalMeeting,
    /// Child protection conference, initial or review.
    Conference,
    /// Core group.
    CoreGroup,
    /// Looked-after review.
    CareReview,
    /// Legal planning meeting or panel.
    LegalMeeting,
    /// Court hearing.
    Court,
    /// Supervision of one worker by the decider.
    Supervision,
    /// Weekly case meeting of a unit.
    UnitMeeting,
    /// Team meeting about other things than cases.
    TeamMeeting,
    /// Talking a visit over afterwards.
    Debrief,
    /// Travel to and from families.
    Travel,
    /// A manager's other duties.
    Management,
    /// Breaks inside the day.
    Break,
    /// A decider's answer to a question in between.
    Advice,
}

/// The four columns of the diary (Table 7.7): contact, desk, and what is left of the day.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Face to face with a family.
    Contact,
    /// Everything at the desk.
    Admin,
    /// Travel, internal and professional meetings, supervision, breaks.
    Other,
}

impl TaskKind {
    /// The diary column this work falls in (Table 7.7).
    pub fn column(self) -> Column {
        use TaskKind::*;
        match self {
            AssessmentVisit | EnquiryVisit | HomeVisit | CareVisit | CrisisVisit
            | FamilyContact | DropIn | TherapeuticSession | Conference | CoreGroup | CareReview
            | Court => Column::Contact,
            Screening | Recording | AssessmentReport | EnquiryReport | ConferenceReport
            | ReviewReport | CourtStatement | KinshipAssessment | EmergencyOrder | PlanUpdate
            | Liaison | Payment | Handover | ClosingSummary | FixedDesk | Authorisation => {
                Column::Admin
            }
            StrategyMeeting | ProfessionalMeeting | LegalMeeting | Supervision | UnitMeeting
            | TeamMeeting | Debrief | Travel | Management | Break | Advice => Column::Other,
        }
    }

    /// Travels to the family, and may find nobody in.
    pub fn is_visit(self) -> bool {
        use TaskKind::*;
        matches!(
            self,
            AssessmentVisit | EnquiryVisit | HomeVisit | CareVisit | CrisisVisit | FamilyContact
        )
    }
}

/// Order of service: reactive, statutory, needed, the rest.
#[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Danger and fixed duties of the day.
    Reactive,
    /// A statutory clock is about to run out or has.
    Statutory,
    /// Needed by a family or by good practice.
    Needed,
    /// What can always wait.
    Rest,
}

/// Where a decision waits.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Gate {
    /// The team's or unit's own decider.
    Decider,
    /// Head of service or group manager.
    HeadOfService,
    /// Legal planning meeting.
    Legal,
    /// Resource panel.
    Panel,
    /// Court.
    Court,
    /// Team manager, where deputies decide from day to day.
    TeamManager,
}

/// The number of gates.
pub const GATES: usize = 6;

/// Dates that are given out, so many a week.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Slot {
    /// Chairs of child protection conferences.
    Conference,
    /// Lawyers for legal planning and panels.
    Legal,
    /// Courts.
    Court,
}

/// Kinds of scarce dates.
pub const SLOTS: usize = 3;

/// How something about a family came to light.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum Channel {
    /// Workers met the family.
    Contact,
    /// A call or a meeting with other agencies.
    Agency,
    /// The notification of a crisis.
    Crisis,
    /// A discussion among those who know the family.
    Discussion,
}
