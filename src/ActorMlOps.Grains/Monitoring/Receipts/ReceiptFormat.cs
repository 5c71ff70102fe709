using System.Buffers.Binary;
using ActorMlOps.Monitoring;
using ActorMlOps.Rollout;

namespace ActorMlOps.Grains.Monitoring.Receipts;

/// <summary>
/// Layout of a receipt, format 1. Big-endian, fixed: 90 bytes, as base64url without padding 120 characters (90 = 30 x 3: no bit of the text is
/// left over, so that no two texts are one receipt).
/// <code>
/// offset length
///      0      1  format: 1                                  |
///      1      3  key id (first bytes of the key's SHA-256)  | authenticated
///      4     12  nonce (see NonceSequence)                  |
///     16     58  sealed body, below
///     74     16  tag (AES-256-GCM; the first 4 bytes are its associated data)
///
///   body
///      0      4  model number
///      4      2  version number
///      6      4  epoch
///     10      1  bits 0-1 role, 2-5 attempt, 6 form of the outcome, 7 zero
///     11      4  hop: Unix time / 10 s
///     15      4  sender of the pane
///     19      4  sequence of the pane
///     23      3  row of the pane
///     26     16  hash of the prediction id
///     42      8  outcome: class index (int32) and score (float32); with bit 6 the value or class as float64 (there is no score)
///     50      8  segments
/// </code>
/// Class, value and score come out as they went in, to the bit, but for the payload of a NaN score.
/// </summary>
internal static class ReceiptFormat
{
    public const byte Version = 1;
    public const int Header = 4;
    public const int Nonce = 12;
    public const int Body = 58;
    public const int Tag = 16;
    public const int Length = Header + Nonce + Body + Tag;
    public const int Characters = Length * 4 / 3;

    public const int MostAttempts = 15;
    public const int MostRows = 1 << 24;

    private const byte ValueForm = 1 << 6;
    private const byte Zero = 1 << 7;

    /// <exception cref="ArgumentOutOfRangeException">A number is beyond its field.</exception>
    public static void Write(Span<byte> body, in Receipt receipt)
    {
        var (hop, place) = (receipt.Hop / WindowGrid.HopSeconds, receipt.Place);
        Demand(receipt.Epoch is >= 0 and <= uint.MaxValue, nameof(receipt.Epoch), receipt.Epoch);
        Demand(hop is >= 0 and <= uint.MaxValue && receipt.Hop % WindowGrid.HopSeconds == 0, nameof(receipt.Hop), receipt.Hop);
        Demand(place.Pane is >= 0 and <= uint.MaxValue, nameof(place.Pane), place.Pane);
        Demand(place.Row is >= 0 and < MostRows, nameof(place.Row), place.Row);
        Demand(receipt.Attempt >= 0, nameof(receipt.Attempt), receipt.Attempt);
        var value = float.IsNaN(receipt.Score);

        BinaryPrimitives.WriteUInt32BigEndian(body, receipt.Model);
        BinaryPrimitives.WriteUInt16BigEndian(body[4..], receipt.Version);
        BinaryPrimitives.WriteUInt32BigEndian(body[6..], (uint)receipt.Epoch);
        body[10] = (byte)((int)receipt.Role | (Math.Min(receipt.Attempt, MostAttempts) << 2) | (value ? ValueForm : 0));
        BinaryPrimitives.WriteUInt32BigEndian(body[11..], (uint)hop);
        BinaryPrimitives.WriteUInt32BigEndian(body[15..], place.Sender);
        BinaryPrimitives.WriteUInt32BigEndian(body[19..], (uint)place.Pane);
        body[23] = (byte)(place.Row >> 16);
        BinaryPrimitives.WriteUInt16BigEndian(body[24..], (ushort)place.Row);
        BinaryPrimitives.WriteUInt128BigEndian(body[26..], receipt.Id);
        if (value)
        {
            BinaryPrimitives.WriteDoubleBigEndian(body[42..], receipt.Predicted);
        }
        else
        {
            Demand(receipt.Predicted == (int)receipt.Predicted, nameof(receipt.Predicted), receipt.Predicted);
            BinaryPrimitives.WriteInt32BigEndian(body[42..], (int)receipt.Predicted);
            BinaryPrimitives.WriteSingleBigEndian(body[46..], receipt.Score);
        }
        BinaryPrimitives.WriteUInt64BigEndian(body[50..], receipt.Segments);
    }

    /// <summary>Null: the body is none that <see cref="Write"/> makes.</summary>
    public static Receipt? Read(ReadOnlySpan<byte> body)
    {
        var bits = body[10];
        if ((bits & Zero) != 0)
            return null;
        var value = (bits & ValueForm) != 0;
        return new(
            BinaryPrimitives.ReadUInt32BigEndian(body),
            BinaryPrimitives.ReadUInt16BigEndian(body[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(body[6..]),
            (VariantRole)(bits & 3),
            (bits >> 2) & MostAttempts,
            (long)BinaryPrimitives.ReadUInt32BigEndian(body[11..]) * WindowGrid.HopSeconds,
            new(
                BinaryPrimitives.ReadUInt32BigEndian(body[15..]),
                BinaryPrimitives.ReadUInt32BigEndian(body[19..]),
                (body[23] << 16) | BinaryPrimitives.ReadUInt16BigEndian(body[24..])),
            BinaryPrimitives.ReadUInt128BigEndian(body[26..]),
            value ? BinaryPrimitives.ReadDoubleBigEndian(body[42..]) : BinaryPrimitives.ReadInt32BigEndian(body[42..]),
            value ? float.NaN : BinaryPrimitives.ReadSingleBigEndian(body[46..]),
            BinaryPrimitives.ReadUInt64BigEndian(body[50..]));
    }

    private static void Demand<T>(bool fits, string field, T value)
    {
        if (!fits)
            throw new ArgumentOutOfRangeException(field, value, "It does not fit into a receipt.");
    }
}
