import { describe, expect, it } from '@jest/globals';
import { taskTemplate } from './task-template.js';

describe('Templates of tasks', () => {
  it('read fields as lm-evaluation-harness writes them', () => {
    const fields = { question: ' Why? ', choices: ['x', 'y'], label: 1, nested: { text: 'deep' } };
    const read = (text: string) => taskTemplate(text)(fields);
    expect(read('Q: {{question.strip()}}\nA:')).toBe('Q: Why?\nA:');
    expect(read('{{ question|trim }} {{choices[label]}} {{nested.text}}')).toBe('Why? y deep');
    expect(read("{% for c in choices %}{{ 'AB'[loop.index0] }}. {{ c }}\n{% endfor %}")).toBe('A. x\nB. y\n');
    expect(read('{% if label == 1 %}one{% else %}other{% endif %}')).toBe('one');
  });

  it.each([
    ['functions', '{{ range(1000000000) }}'],
    ['a way out', "{{ question.constructor.constructor('return process')() }}"],
    ['nested loops', '{% for a in choices %}{% for b in choices %}x{% endfor %}{% endfor %}'],
    ['variables', '{% set x = "a" %}{{ x }}'],
    ['macros', '{% macro m() %}x{% endmacro %}{{ m() }}'],
    ['filters that repeat text', '{{ question | replace("", "xxxxxxxx") }}'],
    ['methods that repeat text', '{{ question.replace("", "xxxxxxxx") }}'],
    ['what is no template', '{{ question '],
    ['long ones', 'x'.repeat(4_001)],
  ])('have no %s', (_, text) => {
    expect(() => taskTemplate(text)).toThrow(/emplate/);
  });

  it('reach nothing but fields', () => {
    expect(() => taskTemplate('{{ process.version }}')({})).toThrow();
    expect(taskTemplate('{{ question.constructor }}')({ question: 'x' })).not.toContain('function');
  });
});
