//! The administrator's pages: one file per section.

mod closures;
mod department;
mod departments;
mod in_the_way;
mod location;
mod location_fields;
mod locations;
mod new_location;
mod numbers;
mod specialties;
mod specialty;
mod visit_type;
mod visit_types;

pub use department::DepartmentPage;
pub use departments::DepartmentsPage;
pub use location::LocationPage;
pub use locations::LocationsPage;
pub use new_location::NewLocationPage;
pub use numbers::AdminPage;
pub use specialties::SpecialtiesPage;
pub use specialty::SpecialtyPage;
pub use visit_type::AdminVisitTypePage;
pub use visit_types::AdminVisitTypesPage;
