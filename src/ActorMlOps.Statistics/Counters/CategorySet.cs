using System.Buffers;
using System.Text;

namespace ActorMlOps.Statistics.Counters;

/// <summary>
/// The categories of a column in ordinal order, found by their UTF-8 bytes without allocating. Immutable. The set is fixed
/// by the reference, so no sender of values can make its hash chains longer.
/// </summary>
internal sealed class CategorySet
{
    private readonly byte[][] _utf8;
    private readonly int[] _slots;

    public CategorySet(string[] ordinal)
    {
        Names = ordinal;
        _utf8 = Array.ConvertAll(ordinal, Encoding.UTF8.GetBytes);
        _slots = new int[(int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(ordinal.Length * 2) + 1)];
        var print = new Codec.Fingerprint();
        print.Add((ulong)ordinal.Length);
        for (var i = 0; i < ordinal.Length; i++)
        {
            print.Add(ordinal[i]);
            var slot = Hash(_utf8[i]) & (_slots.Length - 1);
            while (_slots[slot] != 0)
                slot = (slot + 1) & (_slots.Length - 1);
            _slots[slot] = i + 1;
        }

        Fingerprint = print.Value;
    }

    public IReadOnlyList<string> Names { get; }

    public ulong Fingerprint { get; }

    /// <summary>The category's index, or -1 if the reference never had it.</summary>
    public int Find(ReadOnlySpan<byte> utf8)
    {
        for (var slot = Hash(utf8) & (_slots.Length - 1); _slots[slot] != 0; slot = (slot + 1) & (_slots.Length - 1))
        {
            var index = _slots[slot] - 1;
            if (utf8.SequenceEqual(_utf8[index]))
                return index;
        }

        return -1;
    }

    /// <inheritdoc cref="Find(ReadOnlySpan{byte})"/>
    public int Find(ReadOnlySpan<char> text)
    {
        const int OnStack = 512;
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        if (most <= OnStack)
        {
            Span<byte> small = stackalloc byte[OnStack];
            return Find(small[..Encoding.UTF8.GetBytes(text, small)]);
        }

        var rented = ArrayPool<byte>.Shared.Rent(most);
        var found = Find(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        ArrayPool<byte>.Shared.Return(rented);
        return found;
    }

    private static int Hash(ReadOnlySpan<byte> utf8)
    {
        var print = new Codec.Fingerprint();
        print.Add(utf8);
        return (int)(print.Value ^ (print.Value >> 32)) & int.MaxValue;
    }
}
