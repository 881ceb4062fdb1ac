"""A policy under which links wait: addresses without a name, new senders in a hurry, one link to many groups."""

import shutil

from conftest import ROOT

POLICY = """
policy: holding
version: "1"
title: {zh: 等待审核, en: Holding}
summary: {zh: 测试用, en: For tests}
grounds:
  nameless:
    clause: {zh: 第 1 条, en: Rule 1}
    title: {zh: 地址没有域名, en: The address has no name}
    explanation: {zh: 需要人工确认。, en: Somebody looks at it first.}
    contest: {zh: 使用域名。, en: Use a name.}
  hasty:
    clause: {zh: 第 2 条, en: Rule 2}
    title: {zh: 新账号发送过快, en: A new account in a hurry}
    explanation: {zh: "已发 {sent} 条，上限 {limit} 条。", en: "{sent} links, where {limit} pass."}
    contest: {zh: 稍后再发。, en: Post it later.}
  everywhere:
    clause: {zh: 第 3 条, en: Rule 3}
    title: {zh: 同一链接发往多个群, en: One link to many groups}
    explanation: {zh: "已发往 {sent} 个群，上限 {limit} 个。", en: "{sent} groups, where {limit} pass."}
    contest: {zh: 少发几个群。, en: Post it to fewer groups.}
rules:
  - id: nameless
    when: {risk: ip_address}
    then: hold
    ground: nameless
  - id: hasty
    when: {sender: {tier: new}, sent: {in: minute, over: 3}}
    then: hold
    ground: hasty
  - id: everywhere
    when: {sent: {in: groups, over: 2}}
    then: hold
    ground: everywhere
examples:
  - name: an ordinary site opens
    given: {host: www.example.org}
    expect: open
"""


def rules_with_holding(folder):
    """The ready rules with the policy `holding` beside them."""
    rules = folder / "rules"
    shutil.copytree(ROOT / "config", rules)
    (rules / "policies" / "holding.yaml").write_text(POLICY)
    return rules
