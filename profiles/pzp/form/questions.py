"""Every question of the national form by its linkId, in all versions that we know.

https://api.iknl.nl/docs/pzp/r4/Questionnaire/ACP-zib2020
"""


def _those(link_ids: str) -> frozenset[str]:
    return frozenset(link_ids.split())


_PRESETS = _those("""
    1408 1410 1412 1414 1416 1418 1420 1422 1426 1428 1430 1432 1434 1436 1644 1648 1649 1650
""")
_PERSONS = _those("""
    964 965 966 967 968 969 970 1405 973 974 975 976 977 978 979 980 981 982 411 983 408 984
    985 986 987 988 989 990 991 992 993 995 412 82 997 414 998 413
""")
_TALK = _those("""
    963 1406 1407 1651 999 1386 1001 1002 1387 1388 1389 1390 1391 1392 1393 1394 1395 1396 1397
    1398 1399 1400 1401 1402 1404 1006 1008 1009 1005 1010 1190 1191 1192 1193 1194 1435 1196
    1197 1198 1199 1200 1201
""")
QUESTIONS = _PRESETS | _PERSONS | _TALK
