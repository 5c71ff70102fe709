using ActorMlOps.Grains.Hosting;
using ActorMlOps.Silo.Hosting;
using ActorMlOps.Testing;

namespace ActorMlOps.Silo.Tests.Hosting;

public sealed class ReceiptKeyFileTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Complete_NothingSet_MakesAFileForItsOwnerOnlyAndKeepsIt()
    {
        var first = Complete();
        Assert.Equal(ReceiptKeyFile.In(_directory["data"]), first.KeysFile);
        Assert.Empty(first.Errors());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(first.KeysFile!).UnixFileMode);
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, new DirectoryInfo(Path.GetDirectoryName(first.KeysFile!)!).UnixFileMode);
        var key = File.ReadAllText(first.KeysFile!);
        Complete();
        Assert.Equal(key, File.ReadAllText(first.KeysFile!));
        Assert.Equal(first.KeysFile, Assert.Single(Directory.GetFiles(Path.GetDirectoryName(first.KeysFile!)!)));
    }

    [Fact]
    public void Ensure_ManyAtOnce_AllSeeOneWholeFile()
    {
        for (var round = 0; round < 10; round++)
        {
            var file = ReceiptKeyFile.In(_directory[$"data{round}"]);
            var seen = new string[8];
            Parallel.For(0, seen.Length, i =>
            {
                ReceiptKeyFile.Ensure(file, TimeProvider.System);
                seen[i] = File.ReadAllText(file);
            });
            Assert.Single(seen.Distinct());
            Assert.Empty(new ReceiptOptions { KeysFile = file }.Errors());
            Assert.Single(Directory.GetFiles(Path.GetDirectoryName(file)!));
        }
    }

    [Fact]
    public void Complete_KeysAreSet_MakesNoFile()
    {
        var options = new ReceiptOptions { KeysFile = "/somewhere/else" };
        ReceiptKeyFile.Complete(options, _directory["data"], severalSilos: false, TimeProvider.System);
        Assert.Equal("/somewhere/else", options.KeysFile);
        Assert.False(Directory.Exists(_directory["data"]));
    }

    [Fact]
    public void Complete_SeveralSilosWithoutSharedKeys_RefusesToStartAndSaysWhatToDo()
    {
        var failure = Assert.Throws<StartupException>(
            () => ReceiptKeyFile.Complete(new(), _directory["data"], severalSilos: true, TimeProvider.System));
        Assert.Contains("ActorMlOps:Receipts:KeysFile", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_directory["data"]));
    }

    [Fact]
    public void Complete_DirectoryThatCannotBeMade_IsAStartupError()
    {
        File.WriteAllText(_directory["data"], "");
        Assert.Contains("cannot be made", Assert.Throws<StartupException>(() => Complete()).Message, StringComparison.Ordinal);
    }

    private ReceiptOptions Complete()
    {
        var options = new ReceiptOptions();
        ReceiptKeyFile.Complete(options, _directory["data"], severalSilos: false, TimeProvider.System);
        return options;
    }
}
