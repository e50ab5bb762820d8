/** Namespace of the message that goes out. */
export const PAIN_001 = 'urn:iso:std:iso:20022:tech:xsd:pain.001.001.09';

/**
 * XML Schema of pain.001.001.09 (CustomerCreditTransferInitiationV09), as far as the message goes that is written here: the order of the
 * elements, how often each may come, lengths, patterns, digits and code lists are those of ISO 20022; optional elements that are never written
 * are left out, so that whatever passes here passes the whole schema.
 */
export const PAIN_001_SCHEMA = `<?xml version="1.0" encoding="UTF-8"?>
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="${PAIN_001}" targetNamespace="${PAIN_001}" elementFormDefault="qualified">
  <xs:element name="Document" type="Document"/>
  <xs:complexType name="Document"><xs:sequence><xs:element name="CstmrCdtTrfInitn" type="CustomerCreditTransferInitiationV09"/></xs:sequence></xs:complexType>
  <xs:complexType name="CustomerCreditTransferInitiationV09"><xs:sequence>
    <xs:element name="GrpHdr" type="GroupHeader85"/>
    <xs:element maxOccurs="unbounded" name="PmtInf" type="PaymentInstruction30"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="GroupHeader85"><xs:sequence>
    <xs:element name="MsgId" type="Max35Text"/>
    <xs:element name="CreDtTm" type="xs:dateTime"/>
    <xs:element name="NbOfTxs" type="Max15NumericText"/>
    <xs:element minOccurs="0" name="CtrlSum" type="DecimalNumber"/>
    <xs:element name="InitgPty" type="PartyIdentification135"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="PartyIdentification135"><xs:sequence>
    <xs:element minOccurs="0" name="Nm" type="Max140Text"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="PaymentInstruction30"><xs:sequence>
    <xs:element name="PmtInfId" type="Max35Text"/>
    <xs:element name="PmtMtd" type="PaymentMethod3Code"/>
    <xs:element minOccurs="0" name="BtchBookg" type="xs:boolean"/>
    <xs:element minOccurs="0" name="NbOfTxs" type="Max15NumericText"/>
    <xs:element minOccurs="0" name="CtrlSum" type="DecimalNumber"/>
    <xs:element name="ReqdExctnDt" type="DateAndDateTime2Choice"/>
    <xs:element name="Dbtr" type="PartyIdentification135"/>
    <xs:element name="DbtrAcct" type="CashAccount38"/>
    <xs:element name="DbtrAgt" type="BranchAndFinancialInstitutionIdentification6"/>
    <xs:element maxOccurs="unbounded" name="CdtTrfTxInf" type="CreditTransferTransaction34"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="CreditTransferTransaction34"><xs:sequence>
    <xs:element name="PmtId" type="PaymentIdentification6"/>
    <xs:element name="Amt" type="AmountType4Choice"/>
    <xs:element minOccurs="0" name="ChrgBr" type="ChargeBearerType1Code"/>
    <xs:element minOccurs="0" name="CdtrAgt" type="BranchAndFinancialInstitutionIdentification6"/>
    <xs:element minOccurs="0" name="Cdtr" type="PartyIdentification135"/>
    <xs:element minOccurs="0" name="CdtrAcct" type="CashAccount38"/>
    <xs:element minOccurs="0" name="RmtInf" type="RemittanceInformation16"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="PaymentIdentification6"><xs:sequence>
    <xs:element minOccurs="0" name="InstrId" type="Max35Text"/>
    <xs:element name="EndToEndId" type="Max35Text"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="AmountType4Choice"><xs:choice><xs:element name="InstdAmt" type="ActiveOrHistoricCurrencyAndAmount"/></xs:choice></xs:complexType>
  <xs:complexType name="ActiveOrHistoricCurrencyAndAmount"><xs:simpleContent>
    <xs:extension base="ActiveOrHistoricCurrencyAndAmount_SimpleType"><xs:attribute name="Ccy" type="ActiveOrHistoricCurrencyCode" use="required"/></xs:extension>
  </xs:simpleContent></xs:complexType>
  <xs:simpleType name="ActiveOrHistoricCurrencyAndAmount_SimpleType"><xs:restriction base="xs:decimal">
    <xs:fractionDigits value="5"/><xs:totalDigits value="18"/><xs:minInclusive value="0"/>
  </xs:restriction></xs:simpleType>
  <xs:simpleType name="ActiveOrHistoricCurrencyCode"><xs:restriction base="xs:string"><xs:pattern value="[A-Z]{3,3}"/></xs:restriction></xs:simpleType>
  <xs:complexType name="DateAndDateTime2Choice"><xs:choice>
    <xs:element name="Dt" type="xs:date"/><xs:element name="DtTm" type="xs:dateTime"/>
  </xs:choice></xs:complexType>
  <xs:complexType name="CashAccount38"><xs:sequence>
    <xs:element name="Id" type="AccountIdentification4Choice"/>
    <xs:element minOccurs="0" name="Ccy" type="ActiveOrHistoricCurrencyCode"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="AccountIdentification4Choice"><xs:choice>
    <xs:element name="Othr" type="GenericAccountIdentification1"/>
  </xs:choice></xs:complexType>
  <xs:complexType name="GenericAccountIdentification1"><xs:sequence><xs:element name="Id" type="Max34Text"/></xs:sequence></xs:complexType>
  <xs:complexType name="BranchAndFinancialInstitutionIdentification6"><xs:sequence>
    <xs:element name="FinInstnId" type="FinancialInstitutionIdentification18"/>
  </xs:sequence></xs:complexType>
  <xs:complexType name="FinancialInstitutionIdentification18"><xs:sequence>
    <xs:element minOccurs="0" name="BICFI" type="BICFIDec2014Identifier"/>
  </xs:sequence></xs:complexType>
  <xs:simpleType name="BICFIDec2014Identifier"><xs:restriction base="xs:string">
    <xs:pattern value="[A-Z0-9]{4,4}[A-Z]{2,2}[A-Z0-9]{2,2}([A-Z0-9]{3,3}){0,1}"/>
  </xs:restriction></xs:simpleType>
  <xs:complexType name="RemittanceInformation16"><xs:sequence><xs:element maxOccurs="unbounded" minOccurs="0" name="Ustrd" type="Max140Text"/></xs:sequence></xs:complexType>
  <xs:simpleType name="PaymentMethod3Code"><xs:restriction base="xs:string">
    <xs:enumeration value="CHK"/><xs:enumeration value="TRF"/><xs:enumeration value="TRA"/>
  </xs:restriction></xs:simpleType>
  <xs:simpleType name="ChargeBearerType1Code"><xs:restriction base="xs:string">
    <xs:enumeration value="DEBT"/><xs:enumeration value="CRED"/><xs:enumeration value="SHAR"/><xs:enumeration value="SLEV"/>
  </xs:restriction></xs:simpleType>
  <xs:simpleType name="DecimalNumber"><xs:restriction base="xs:decimal"><xs:fractionDigits value="17"/><xs:totalDigits value="18"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Max15NumericText"><xs:restriction base="xs:string"><xs:pattern value="[0-9]{1,15}"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Max34Text"><xs:restriction base="xs:string"><xs:minLength value="1"/><xs:maxLength value="34"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Max35Text"><xs:restriction base="xs:string"><xs:minLength value="1"/><xs:maxLength value="35"/></xs:restriction></xs:simpleType>
  <xs:simpleType name="Max140Text"><xs:restriction base="xs:string"><xs:minLength value="1"/><xs:maxLength value="140"/></xs:restriction></xs:simpleType>
</xs:schema>`;
