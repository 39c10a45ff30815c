//! The codes of what goes wrong, which hosts branch on.

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal,)*) => {
        /// The kind of an error; [`as_str`](ErrorCode::as_str) is the code that JavaScript sees.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum ErrorCode { $($(#[$doc])* $name,)* }

        impl ErrorCode {
            /// Every code, in the order of the documentation.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$name,)*];

            /// The code as a string.
            ///
            /// ```
            /// assert_eq!(tollgate::ErrorCode::UnknownAction.as_str(), "unknown_action");
            /// ```
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(ErrorCode::$name => $code,)* }
            }
        }
    };
}

codes! {
    /// The policy has no such action.
    UnknownAction = "unknown_action",
    /// The surface has no such control, or it has no options.
    UnknownControl = "unknown_control",
    /// The record's type has no such transition.
    UnknownTransition = "unknown_transition",
    /// No such permission.
    UnknownPermission = "unknown_permission",
    /// No such role.
    UnknownRole = "unknown_role",
    /// No such group.
    UnknownGroup = "unknown_group",
    /// An enumerated attribute has a value that the schema does not list.
    UnknownValue = "unknown_value",
    /// An attribute that the action's policies mention is absent.
    MissingAttribute = "missing_attribute",
    /// An attribute has a value of another type than the schema says.
    WrongType = "wrong_type",
    /// No record where one is needed, no or unknown `type`, or one the action does not apply to.
    WrongResource = "wrong_resource",
    /// The bundle is not what the compiler writes.
    BadBundle = "bad_bundle",
    /// The bundle's format is another than this engine reads.
    UnsupportedFormat = "unsupported_format",
    /// A bound of [`limits`](crate::limits) is passed.
    TooLarge = "too_large",
}

impl core::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.as_str())
    }
}
