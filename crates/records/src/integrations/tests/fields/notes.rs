//! A filled-in note of each shape.

pub const HUB: &str = "\
# Prices - Integration Hub
## Integration Overview
- **Integration Name**: Price Sync
- **Purpose**: Prices are the same everywhere
- **Integration Type**: Bidirectional
- **Status**: Production
## System Connections
### Source System
- **Name**: ERP
- **Type**: Business
- **Interface**: IDoc
### Target System
- **Name**: Shop
- **Interface**: REST
## Data Flow Architecture
### Data Mapping
| Source Field | Target Field | Transformation | Notes |
|---|---|---|---|
| KBETR | price | / 100 | in cents |
### Communication Protocol
- **Method**: REST
- **Frequency**: Daily
- **Error Handling**: retry, then mail
## Testing Strategy
### Integration Tests
- [x] Data flow validation
- [ ] Performance
---
*Integration Template v1.0 | x*
";

pub const RECORD: &str = "\
# Orders to ERP
## Integration Overview
**Integration ID**: INT-2024-003
**Version**: 2.1.0
**Category**: Process
**Status**: Production
**Classification**: Internal
## Purpose and Scope
### Business Purpose
Orders reach the ledger untouched.
## Integration Architecture
### Components
1. Source System(s)
   - Name: [[Shop]]
   - Interface: REST
   - Name: [[Till]]
2. Target System(s)
   - Name: [[ERP]]
3. Integration Layer
   - Type: Middleware
   - Components: MuleSoft
   - Protocol: AMQP
## Technical Specifications
### Interface Specifications
1. APIs/Services
   - Endpoints: https://shop.example/orders
   - Methods: GET
   - Authentication: OAuth
### Communication Protocol
1. Protocol Details
   - Type: REST
   - Encoding: UTF-8
2. Message Flow
   - Timing: Synchronous
   - Retry: thrice
## Data Mapping
### Data Transformations
1. Source to Target
   - Field Mappings: order_no -> VBELN
2. Target to Source
   - Field Mappings: VBELN -> order_no
## Performance
### Performance Requirements
1. Response Time
   - Target: 2 seconds
### Reliability
1. Availability
   - Target: 99.9 %
2. Error Handling
   - Error Types: Timeout
   - Responses: wait
   - Notification: mail
## Documentation
### Technical Documentation
1. Design Documents
   - Architecture: [[Order Design]]
2. Operational Documents
   - Runbook: [[Restart Orders]]
---
**Metadata**
- Created: 2024-01-02
- Last Updated: 2025-03-04
- Owner: [[Team Orders]]
- Technical Lead: [[Ana]]
- Support Team: [[Desk]]
- Review Status: Approved
- Security Classification: Confidential
- Document ID: INT-2024-003
- Next Review: 2026-01-01
- Integration Status: Active
- Last Tested: 2025-02-01
";

pub const BLUEPRINT: &str = "\
# Integration Blueprint: Returns
## Purpose
**How systems integrate and communicate.**

Parcels come home.
## Integrated Systems
### System 1: Shop
- **Role**: tells
- **Dependencies**: Carrier
### System 2: WMS
- **Role**: hears
## Integration Methods
### Data Integration
- **Method**: files
- **Format**: CSV
- **Frequency**: hourly
- **Direction**: One-way
### Event Integration
- **Events**: ReturnSent
- **Publishers**: Shop
- **Subscribers**: WMS
### API Integration
- **APIs**: Returns API
- **Endpoints**: /returns
- **Protocol**: REST
- **Authentication**: key
## Data Flow
### Flow 1: Notice
- **Source**: Shop
- **Destination**: WMS
- **Data**: notice
- **Frequency**: real-time
## Integration Points
### Point 1: Dock
- **Location**: https://wms.example/dock
- **Type**: webhook
## Failure Modes
### Failure Type 1: Lost parcel
- **How it fails**: no scan
- **Impact**: refund waits
- **Detection**: weekly count
- **Recovery**: ask the carrier
## Performance Considerations
### Latency
- **Target**: 1 s
- **Current**: 2 s
## Monitoring Points
### Metrics
- **Returns a day**: how many
### Alerts
- **No scan**: after a week
---
**Blueprint Status**: Draft
**Last Updated**: 2025-05-06
**Author**: Ana
";

pub const SPEC: &str = "\
# Integration Specification: Invoices
## Integration Overview
### Basic Information
| Property | Value |
|---|---|
| Integration Name | Invoice Export |
| Integration ID | INT-2024-011 |
| Integration Type | Batch |
| Direction | Outbound |
| Priority | High |
| Status | Active |
| Owner | Finance |
| Created Date | 2024-05-06 |
| Go-Live Date | 2024-09-01 |
### Business Context
- **Purpose**: Invoices can be counted
- **Stakeholders**: Controllers
## System Information
### Source System
| Property | Value |
|---|---|
| System Name | ERP |
| Owner | Team ERP |
### Target System
| Property | Value |
|---|---|
| System Name | Lake |
## Technical Specifications
### Connection Details
| Property | Source | Target |
|---|---|---|
| Protocol | HTTPS | JDBC |
| Port | 443 | 1521 |
### Data Transfer Method
- **Method**: File
- **Format**: CSV
## Data Mapping
### Entity Mapping
| Source Entity | Target Entity | Transformation | Notes |
|---|---|---|---|
| VBRK | INVOICE | one each | |
### Field Mapping
| Source Field | Target Field | Data Type | Transformation Rule | Default Value | Mandatory |
|---|---|---|---|---|---|
| NETWR | NET | decimal | direct | 0 | Y |
## Data Flow
### Error Handling
| Error Type | Action | Retry Logic | Notification |
|---|---|---|---|
| No rows | wait | hourly | mail |
## Schedule and Performance
### Execution Schedule
| Property | Value |
|---|---|
| Frequency | Daily |
| SLA | by 06:00 |
### Performance Metrics
| Metric | Target | Current | Trend |
|---|---|---|---|
| Duration | 5 min | 7 min | ↑ |
## Security and Compliance
### Data Classification
| Data Element | Classification | Handling Requirements |
|---|---|---|
| Net | Internal | none |
### Compliance Requirements
- [x] GDPR compliance
## Monitoring and Alerting
### Alert Conditions
| Condition | Threshold | Severity | Recipients |
|---|---|---|---|
| Late | 1 hour | High | desk |
## Testing
### Test Scenarios
| Test Case | Description | Expected Result | Status |
|---|---|---|---|
| Empty day | no invoice | no file | Pass |
## Documentation
### Related Documents
- [Data Dictionary](dictionary.md)
### Contacts
| Role | Name | Email | Phone |
|---|---|---|---|
| Technical Lead | Ben | b@x.example | |
---
**Document Control**
- Version: 1.3
- Last Updated: 2025-05-28
- Next Review: 2025-11-30
- Classification: Confidential
";
