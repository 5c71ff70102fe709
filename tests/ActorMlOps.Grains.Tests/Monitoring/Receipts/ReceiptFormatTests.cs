using System.Buffers.Text;
using System.Security.Cryptography;
using ActorMlOps.Grains.Monitoring.Receipts;
using ActorMlOps.Rollout;
using CsCheck;
using Microsoft.Extensions.Time.Testing;

namespace ActorMlOps.Grains.Tests.Monitoring.Receipts;

public sealed class ReceiptFormatTests
{
    [Fact]
    public void Length_OfEveryReceipt_Is120Characters()
    {
        Assert.Equal(90, ReceiptFormat.Length);
        Assert.Equal(120, ReceiptFormat.Characters);
        Assert.Equal(0, ReceiptFormat.Length % 3);
    }

    [Fact]
    public void Write_AClassWithAScore_GivesTheDocumentedBytes()
    {
        var body = new byte[ReceiptFormat.Body];
        ReceiptFormat.Write(body, Sample.Receipt);
        Assert.Equal(
            "01020304" + "0506" + "0708090a" + "09" + "0a906aa0" + "0b0c0d0e" + "0f101112" + "131415"
            + "202122232425262728292a2b2c2d2e2f" + "00000001" + "3f400000" + "3031323334353637",
            Convert.ToHexStringLower(body));
    }

    [Fact]
    public void Write_AValue_GivesTheDocumentedBytes()
    {
        var body = new byte[ReceiptFormat.Body];
        ReceiptFormat.Write(body, Sample.Receipt with { Role = VariantRole.Named, Attempt = 99, Predicted = -12.5, Score = float.NaN });
        Assert.Equal("7f", Convert.ToHexStringLower(body[10..11]));
        Assert.Equal("c029000000000000", Convert.ToHexStringLower(body[42..50]));
    }

    /// <summary>Made by another library (OpenSSL through Python): the text is on the callers' disks and must open in every release to come.</summary>
    [Fact]
    public void Seal_KnownKeyAndNonce_GivesTheGoldenText()
    {
        var clock = new FakeTimeProvider(Sample.Now);
        using var keys = Sample.Keys((1, Sample.Now.AddDays(-1)));
        var text = Assert.Single(new ReceiptSealer(keys, clock, new NonceSequence(() => 0x4041424344454647, 0x48494a4b)).Seal([Sample.Receipt]));
        Assert.Equal(Golden, text);
        Assert.Equal((ReceiptFault.None, Sample.Receipt), new ReceiptOpener(keys).Open(Golden));
    }

    [Fact]
    public void Golden_OpenedByHand_HasTheDocumentedParts()
    {
        var bytes = Base64Url.DecodeFromChars(Golden);
        byte[] key = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        Assert.Equal(1, bytes[0]);
        Assert.Equal(SHA256.HashData(key)[..3], bytes[1..4]);
        Assert.Equal("404142434445464748494a4b", Convert.ToHexStringLower(bytes[4..16]));
        var body = new byte[58];
        using var cipher = new AesGcm(key, 16);
        cipher.Decrypt(bytes.AsSpan(4, 12), bytes.AsSpan(16, 58), bytes.AsSpan(74, 16), body, bytes.AsSpan(0, 4));
        Assert.Equal("0102030405060708090a09", Convert.ToHexStringLower(body[..11]));
    }

    [Fact]
    public void Read_AnyWrittenReceipt_IsTheSameToTheBit() => Sample.Receipts.Sample(receipt =>
    {
        var body = new byte[ReceiptFormat.Body];
        ReceiptFormat.Write(body, receipt);
        var read = ReceiptFormat.Read(body)!.Value;
        Assert.Equal(BitConverter.DoubleToInt64Bits(receipt.Predicted), BitConverter.DoubleToInt64Bits(read.Predicted));
        Assert.Equal(BitConverter.SingleToInt32Bits(receipt.Score), BitConverter.SingleToInt32Bits(read.Score));
        Assert.Equal(receipt, read);
    });

    [Fact]
    public void Write_BeyondAField_IsRefusedByName()
    {
        Receipt[] beyond =
        [
            Sample.Receipt with { Epoch = 1L << 32 }, Sample.Receipt with { Epoch = -1 }, Sample.Receipt with { Hop = -10 }, Sample.Receipt with { Hop = 5 },
            Sample.Receipt with { Place = new(1, 1, 1 << 24) }, Sample.Receipt with { Place = new(1, 1L << 32, 1) }, Sample.Receipt with { Attempt = -1 },
            Sample.Receipt with { Predicted = 0.5 },
        ];
        Assert.All(beyond, receipt => Assert.Throws<ArgumentOutOfRangeException>(() => ReceiptFormat.Write(new byte[ReceiptFormat.Body], receipt)));
    }

    [Fact]
    public void ToEntry_OfAReceipt_KeepsWhatTheCountersSaw()
    {
        var entry = Sample.Receipt.ToEntry();
        Assert.Equal((Sample.Receipt.Id, Sample.Receipt.Hop, Sample.Receipt.Epoch, Sample.Receipt.Role), (entry.Id, entry.Hop, entry.Epoch, entry.Role));
        Assert.Equal((1.0, 0.75f, 0x34353637u), (entry.Predicted, entry.Score, entry.Segments));
    }

    private const string Golden = "Aa4hbEBBQkNERUZHSElKS9uW33VqSQuWtZdrr4QcuAi0dD9fJCOqizXrUdzt9qu3KMHrHJxZxpg4zQJNRBBDgTKijBEalAVU2KZfwpjSTaehjkgW_3YSoTxP";
}
