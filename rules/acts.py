"""The acts of customer harassment that a finding can name."""

from enum import StrEnum


class Act(StrEnum):
    """Fixed ids; the Japanese ministry's and the sample guideline's types are mapped to them."""

    VERBAL_ABUSE = "verbal_abuse"
    THREAT = "threat"
    SPECIAL_TREATMENT = "special_treatment"
    FORCED_APOLOGY = "forced_apology"
    FREQUENT_CONTACT = "frequent_contact"
    REPEATED_DEMAND = "repeated_demand"
    NITPICKING = "nitpicking"
    TIME_RESTRAINT = "time_restraint"
    COMPENSATION_DEMAND = "compensation_demand"
    FEE_REFUSAL = "fee_refusal"
    BEYOND_CONTRACT = "beyond_contract"
    EXPOSURE_THREAT = "exposure_threat"
    DISCRIMINATION = "discrimination"
    SEXUAL_REMARK = "sexual_remark"
    OFF_SITE_DEMAND = "off_site_demand"
