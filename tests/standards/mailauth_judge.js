// Answers questions about policies and records with the npm package mailauth: a JSON document a
// line in, a JSON document a line out, null when mailauth refuses the text.
'use strict';

const path = require('node:path');
const readline = require('node:readline');
const sts = require(path.join(process.argv[2], 'lib', 'mta-sts.js'));

const answer = async question => {
    const options = { strict: Boolean(question.strict) };
    const bytes = Buffer.from(question.hex || '', 'hex');
    try {
        switch (question.what) {
            case 'policy':
                return sts.parsePolicy(bytes, options);
            case 'record':
                options.resolver = async () => [[bytes.toString()]];
                return (await sts.resolvePolicy('example.com', options)) || null;
            case 'mx':
                return sts.validateMx(question.host, { mode: 'enforce', mx: question.mx }).valid;
        }
    } catch (err) {
        return null;
    }
};

const main = async () => {
    for await (const line of readline.createInterface({ input: process.stdin })) {
        process.stdout.write(JSON.stringify((await answer(JSON.parse(line))) ?? null) + '\n');
    }
};

main();
