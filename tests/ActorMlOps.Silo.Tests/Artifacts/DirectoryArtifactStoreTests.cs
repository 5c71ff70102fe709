using System.Security.Cryptography;
using ActorMlOps.Registry;
using ActorMlOps.Silo.Artifacts;
using ActorMlOps.Testing;

namespace ActorMlOps.Silo.Tests.Artifacts;

public sealed class DirectoryArtifactStoreTests : IDisposable
{
    private const string Absent = "0000000000000000000000000000000000000000000000000000000000000000";
    private readonly TemporaryDirectory _directory = new();
    private readonly DirectoryArtifactStore _store;

    public DirectoryArtifactStoreTests() => _store = new DirectoryArtifactStore(_directory.Path);

    public void Dispose() => _directory.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(300_000)]
    public async Task Put_ThenRead_GivesTheSameBytes(int length)
    {
        var bytes = Bytes(length);

        var stored = await _store.PutAsync(new MemoryStream(bytes), length);

        Assert.Equal(new StoredArtifact(Convert.ToHexStringLower(SHA256.HashData(bytes)), length, Existed: false), stored);
        Assert.Equal(bytes, await _store.ReadAsync(stored.Sha256));
    }

    [Fact]
    public async Task Put_SameContentAgain_SaysThatItExisted()
    {
        var first = await _store.PutAsync(new MemoryStream(Bytes(10)), 10);

        var second = await _store.PutAsync(new MemoryStream(Bytes(10)), 10);

        Assert.Equal(first with { Existed = true }, second);
    }

    [Fact]
    public async Task Put_SameContentByManyAtOnce_IsStoredOnce()
    {
        var stored = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => _store.PutAsync(new MemoryStream(Bytes(200_000)), 200_000))));

        Assert.Single(stored.Select(artifact => artifact.Sha256).Distinct());
        Assert.Single(Files());
        Assert.Equal(Bytes(200_000), await _store.ReadAsync(stored[0].Sha256));
    }

    [Fact]
    public async Task Put_LargerThanAllowed_ThrowsAndKeepsNothing()
    {
        var failure = await Assert.ThrowsAsync<ArtifactTooLargeException>(() => _store.PutAsync(new MemoryStream(Bytes(300_000)), 299_999));

        Assert.Equal(299_999, failure.MaxBytes);
        Assert.Empty(Files());
    }

    [Fact]
    public async Task Put_SourceThatBreaks_KeepsNothing()
    {
        await Assert.ThrowsAsync<IOException>(() => _store.PutAsync(new BrokenStream(), 1_000_000));

        Assert.Empty(Files());
    }

    [Fact]
    public async Task Read_Absent_IsNull() => Assert.Null(await _store.ReadAsync(Absent));

    [Fact]
    public async Task Read_DamagedFile_ThrowsAndAPutRepairsIt()
    {
        var stored = await _store.PutAsync(new MemoryStream(Bytes(1000)), 1000);
        var file = Assert.Single(Files());
        var damaged = Bytes(1000);
        damaged[500] ^= 1;
        await File.WriteAllBytesAsync(file, damaged);

        var failure = await Assert.ThrowsAsync<InvalidDataException>(() => _store.ReadAsync(stored.Sha256));
        Assert.Contains(file, failure.Message, StringComparison.Ordinal);

        await _store.PutAsync(new MemoryStream(Bytes(1000)), 1000);
        Assert.Equal(Bytes(1000), await _store.ReadAsync(stored.Sha256));
    }

    [Fact]
    public async Task Delete_Stored_IsGoneAndMayBeRepeated()
    {
        var stored = await _store.PutAsync(new MemoryStream(Bytes(10)), 10);

        await _store.DeleteAsync(stored.Sha256);
        await _store.DeleteAsync(stored.Sha256);

        Assert.Null(await _store.ReadAsync(stored.Sha256));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../etc/passwd")]
    [InlineData("ABCDEF0000000000000000000000000000000000000000000000000000000000")]
    public async Task Read_NotAnAddress_IsRefused(string address) => await Assert.ThrowsAsync<ArgumentException>(() => _store.ReadAsync(address));

    [Fact]
    public async Task Construct_AfterAKill_SweepsWhatWasHalfWritten()
    {
        var stored = await _store.PutAsync(new MemoryStream(Bytes(10)), 10);
        await File.WriteAllTextAsync(_directory["unfinished/left"], "half");

        var reopened = new DirectoryArtifactStore(_directory.Path);

        Assert.Single(Files());
        Assert.NotNull(await reopened.ReadAsync(stored.Sha256));
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    private string[] Files() => Directory.GetFiles(_directory.Path, "*", SearchOption.AllDirectories);

    /// <summary>Gives some bytes, then breaks, as an upload whose client went away.</summary>
    private sealed class BrokenStream : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ++_reads > 2 ? throw new IOException("gone") : ValueTask.FromResult(buffer.Length);
    }
}
