using ActorMlOps.Statistics.Codec;

namespace ActorMlOps.Statistics.Sequential;

/// <remarks>
/// Binary form, version 1: "AMLU", version, varints bound, strata, left out, rows left out, most units of either side; flag undefined;
/// weight, weighted difference; varint units, hash and error of each; for either side of the open stratum varint units, hash, sum and
/// rows of each. Units are in ascending order, so equal states have equal bytes; a restored one continues identically but for the
/// rounding of sums over units.
/// </remarks>
public sealed partial class UnitStratifiedDifference
{
    private const byte Version = 1;

    private static ReadOnlySpan<byte> Magic => "AMLU"u8;

    /// <summary>The binary form, version 1: 16 bytes a unit.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter();
        writer.Bytes(Magic);
        writer.Byte(Version);
        writer.Varint(_maxUnits);
        writer.Varint(Strata);
        writer.Varint(LeftOut);
        writer.Varint(RowsLeftOut);
        writer.Varint(_units[0]);
        writer.Varint(_units[1]);
        writer.Byte(_undefined ? (byte)1 : (byte)0);
        writer.Double(_weight);
        writer.Double(_weighted);
        writer.Varint(_errors.Count);
        foreach (var unit in _errors.Keys.Order())
        {
            writer.UInt64(unit);
            writer.Double(_errors[unit]);
        }

        foreach (var side in _open)
        {
            writer.Varint(side.Count);
            foreach (var unit in side.Keys.Order())
            {
                writer.UInt64(unit);
                writer.Double(side[unit].Sum);
                writer.Double(side[unit].Rows);
            }
        }

        return writer.ToArray();
    }

    /// <summary>Reads what <see cref="Encode"/> wrote, the open stratum included.</summary>
    /// <exception cref="InvalidDataException">The bytes are malformed.</exception>
    public static UnitStratifiedDifference Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new ByteReader(bytes, "Unit-stratified difference");
        reader.Header(Magic, Version);
        var maxUnits = reader.Count("bound on units");
        if (maxUnits is < 1 or > int.MaxValue)
            throw reader.Malformed($"a bound of {maxUnits} units is not possible");
        var difference = new UnitStratifiedDifference((int)maxUnits)
        {
            Strata = reader.Count("strata"),
            LeftOut = reader.Count("strata left out"),
            RowsLeftOut = reader.Count("rows left out"),
        };
        difference._units[0] = reader.Count("units of the stable side");
        difference._units[1] = reader.Count("units of the candidate");
        difference._undefined = reader.Flag("undefined");
        difference._weight = reader.Double();
        difference._weighted = reader.Double();
        var units = reader.Length("units", 16);
        if (units > maxUnits)
            throw reader.Malformed($"{units} units are more than the bound of {maxUnits}");
        for (var i = 0; i < units; i++)
        {
            if (!difference._errors.TryAdd(reader.UInt64(), reader.Double()))
                throw reader.Malformed("a unit is there twice");
        }

        foreach (var side in difference._open)
        {
            var open = reader.Length("units of the open stratum", 24);
            for (var i = 0; i < open; i++)
            {
                var unit = reader.UInt64();
                var (sum, rows) = (reader.Double(), reader.Within("rows", 1, 1e15));
                if (!difference._errors.ContainsKey(unit) || !side.TryAdd(unit, (sum, rows)))
                    throw reader.Malformed("a unit of the open stratum is unknown, or there twice");
            }
        }

        reader.End();
        return difference;
    }
}
