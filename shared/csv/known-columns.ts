/**
 * Names of columns that hold phone numbers: as people write them in the languages of the hub's users, and as Google Contacts, Outlook,
 * Salesforce, HubSpot and other programs export them. `folded` makes them comparable. A number at the end (Home Phone 2) is ignored.
 */
const names = `
number, numbers, phone, phones, phone no, phone nr, phone number, mobile, mobile no, mobile phone, mobile number, mobile phone number, cell,
cell phone, cellphone, cell number, cell phone number, telephone, telephone number, tel, tel no, tel nr, tel number, contact number,
contact phone, contact no, msisdn, e164, sms, sms number, sms phone, whatsapp, whatsapp number, whatsapp phone number, primary phone,
home phone, other phone, work phone, business phone, company main phone, car phone, main phone, default phone, billing phone, shipping phone,
phone home, phone mobile, phone work, phone primary, customer phone, person phone, home number, work number, business number, gsm
telefon, telefonnummer, telefon nr, telefonnr, tel nummer, handy, handynummer, handy nr, mobil, mobilnummer, mobil nr, mobiltelefon, mobilfunk,
mobilfunknummer, mobiltelefonnummer, rufnummer, nummer, telefon mobil, telefon privat, telefon geschäftlich, telefon handy
teléfono, teléfono móvil, teléfono celular, móvil, celular, número, número de teléfono, número de celular, número de móvil, núm teléfono, tfno
téléphone, téléphone portable, téléphone mobile, portable, numéro, numéro de téléphone, numéro de portable, tél, tél portable, tél mobile
telefone, telefone celular, telemóvel, número de telefone, número do celular, número de celular, fone
telefono, telefono cellulare, cellulare, numero, numero di telefono, numero di cellulare, numero cellulare
telefoon, telefoonnummer, mobiel, mobiele telefoon, mobiel nummer, mobielnummer, gsm nummer
mobilnummer, telefonnummer, puhelin, puhelinnumero, matkapuhelin, sími, símanúmer, farsími
numer, numer telefonu, nr telefonu, telefon komórkowy, komórka, telefonní číslo, číslo telefonu, mobilní telefon, číslo, telefónne číslo
telefonszám, mobilszám, număr de telefon, număr telefon, telefon mobil, broj telefona, broj mobitela, mobitel, telefonska številka
telefon numarası, cep telefonu, cep, cep no, telefon no, numara
nomor, nomor telepon, nomor hp, nomor ponsel, no hp, no telp, no telepon, telepon, ponsel, hp, nombor telefon, no telefon
số điện thoại, điện thoại, sđt, di động, số di động
телефон, номер телефона, номер, мобильный, мобильный телефон, моб телефон, номер телефону, мобільний, мобільний телефон, телефонен номер, мобилен
τηλέφωνο, κινητό, αριθμός τηλεφώνου, κινητό τηλέφωνο
هاتف, رقم الهاتف, جوال, رقم الجوال, موبايل, رقم الموبايل, تلفن, موبایل, شماره تلفن, شماره موبایل
טלפון, טלפון נייד, נייד, מספר טלפון
फ़ोन, फोन, मोबाइल, फ़ोन नंबर, मोबाइल नंबर
電話, 電話番号, 携帯, 携帯電話, 携帯番号, 携帯電話番号, 电话, 电话号码, 手机, 手机号, 手机号码, 電話號碼, 手機, 手機號碼, 行動電話
전화, 전화번호, 휴대폰, 휴대전화, 핸드폰, 휴대폰 번호, 휴대전화번호
โทรศัพท์, เบอร์โทร, เบอร์โทรศัพท์, มือถือ, เบอร์มือถือ, หมายเลขโทรศัพท์
`;

/** Removes case, diacritics, signs and blanks from a column's name, so that `MobilePhone` equals `mobile phone`. */
export const folded = (name: string): string =>
  name
    .slice(0, 256)
    .normalize("NFKD")
    .toLowerCase()
    .replace(/\p{M}/gu, "")
    .replace(/[ıłđ]/g, (letter) => ({ ı: "i", ł: "l" })[letter] ?? "d")
    .replace(/[^\p{L}\p{N}]+/gu, "");

const known: ReadonlySet<string> = new Set(names.split(/[,\n]/).map(folded).filter(Boolean));

/** Google Contacts writes `Phone 1 - Type` (or `Label`) and `Phone 1 - Value`. */
const googleNumber = /^phone\d+value$/;

/** True if a column of this name probably holds phone numbers. */
export const isNumberName = (name: string): boolean => {
  const text = folded(name);
  return googleNumber.test(text) || known.has(text) || known.has(text.replace(/(?<!\d)\d{1,2}$/, ""));
};

/** True for `to`, which takes precedence over every other name. */
export const isExactName = (name: string): boolean => name.trim().toLowerCase() === "to";

const senders = new Set(["sender", "from"]);

export const isSenderName = (name: string): boolean => senders.has(folded(name));
