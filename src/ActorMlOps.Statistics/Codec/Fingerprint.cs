namespace ActorMlOps.Statistics.Codec;

/// <summary>
/// FNV-1a over 64 bits: the same in every process and release, so that it may be stored. It tells layouts apart
/// by accident, not against an adversary.
/// </summary>
internal struct Fingerprint()
{
    private const ulong Prime = 1099511628211;

    public ulong Value { get; private set; } = 14695981039346656037;

    public void Add(ReadOnlySpan<byte> bytes)
    {
        var value = Value;
        foreach (var b in bytes)
            value = (value ^ b) * Prime;
        Value = value;
    }

    public void Add(ulong word)
    {
        var value = Value;
        for (var i = 0; i < 64; i += 8)
            value = (value ^ (byte)(word >> i)) * Prime;
        Value = value;
    }

    public void Add(double number) => Add((ulong)BitConverter.DoubleToInt64Bits(number));

    public void Add(string text)
    {
        var bytes = System.Text.Encoding.UTF8.GetBytes(text);
        Add((ulong)bytes.Length);
        Add(bytes);
    }
}
