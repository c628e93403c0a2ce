"""What things are called on the wire of a closed question.

XACML 3.0: https://docs.oasis-open.org/xacml/3.0/xacml-3.0-core-spec-os-en.html
SAML profile: https://docs.oasis-open.org/xacml/xacml-saml-profile/v2.0/xacml-saml-profile-v2.0.html
"""

SOAP = "http://www.w3.org/2003/05/soap-envelope"
WSA = "http://www.w3.org/2005/08/addressing"
XACML_SAML = "urn:oasis:names:tc:xacml:3.0:profile:saml2.0:v2:schema:protocol:wd-14"
XACML = "urn:oasis:names:tc:xacml:3.0:core:schema:wd-17"
HL7 = "urn:hl7-org:v3"

PATH = "/geslotenautorisatievraag/xacml3"
ACTION_OF_QUESTION = "XACMLAuthorizationDecisionQueryRequest"
ANONYMOUS = f"{WSA}/anonymous"
REPLY = f"{WSA}/reply"

RESOURCE = "urn:oasis:names:tc:xacml:3.0:attribute-category:resource"
ACTION = "urn:oasis:names:tc:xacml:3.0:attribute-category:action"
SUBJECT = "urn:oasis:names:tc:xacml:1.0:subject-category:access-subject"
ENVIRONMENT = "urn:oasis:names:tc:xacml:3.0:attribute-category:environment"

PATIENT = "urn:oasis:names:tc:xacml:2.0:resource:resource-id"
HOLDER_TYPE = "urn:ihe:iti:appc:2016:document-entry:healthcare-facility-type-code"
HOLDER = "urn:ihe:iti:appc:2016:author-institution:id"
DATA_CATEGORY = "urn:ihe:iti:appc:2016:document-entry:event-code"
ROLE = "urn:oasis:names:tc:xacml:2.0:subject:role"
RESPONSIBLE = "urn:ihe:iti:xua:2017:subject:provider-identifier"
USER = "urn:nl:otv:names:tc:1.0:subject:provider-institution"
USER_TYPE = "urn:nl:otv:names:tc:1.0:subject:consulting-healthcare-facility-type-code"
MANDATED = "urn:nl:otv:names:tc:1.0:subject:mandated"
PURPOSE = "urn:oasis:names:tc:xspa:1.0:subject:purposeofuse"

BSN_ROOT = "2.16.840.1.113883.2.4.6.3"
URA_ROOT = "2.16.528.1.1007.3.3"
UZI_ROOT = "2.16.528.1.1007.3.1"
UZI_AUTHORITY = "CIBG"
ORGANIZATION_TYPES = "2.16.840.1.113883.2.4.15.1060"
ROLES = "2.16.840.1.113883.2.4.15.111"
DATA_CATEGORIES = "2.16.840.1.113883.2.4.3.111.5.10.1"
PURPOSES_OF_USE = "2.16.840.1.113883.1.11.20448"

OK = "urn:oasis:names:tc:xacml:1.0:status:ok"
