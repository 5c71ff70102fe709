using System.Net;
using System.Net.Sockets;
using ActorMlOps.Registry;
using ActorMlOps.Silo.Hosting;
using ActorMlOps.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace ActorMlOps.Silo.Tests.Hosting;

public sealed class SiloHostTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _directory.Dispose();
    }

    [Fact]
    public async Task Readiness_OverTheLifeOfASilo_IsTrueBetweenStartAndStop()
    {
        await using var app = SiloHost.Build(SiloFixture.SettingsFor(_directory["data"]));
        var readiness = app.Services.GetRequiredService<SiloReadiness>();
        Assert.Equal((false, "The silo is starting."), (readiness.Ready, readiness.Reason));

        await app.StartAsync();
        Assert.Equal((true, null), (readiness.Ready, readiness.Reason));

        await app.StopAsync();
        Assert.Equal((false, "The silo is stopping."), (readiness.Ready, readiness.Reason));
    }

    [Fact]
    public async Task Build_AfterDispose_MayUseTheDataAgain()
    {
        var settings = SiloFixture.SettingsFor(_directory["data"]);
        string artifact;
        await using (var first = SiloHost.Build(settings))
        {
            var stored = await first.Services.GetRequiredService<IArtifactStore>().PutAsync(new MemoryStream([1, 2, 3]), 3);
            artifact = stored.Sha256;
            Assert.Throws<StartupException>(() => SiloHost.Build(SiloFixture.SettingsFor(_directory["data"])));
        }

        await using var second = SiloHost.Build(settings);

        var read = await second.Services.GetRequiredService<IArtifactStore>().ReadAsync(artifact);
        Assert.Equal(new byte[] { 1, 2, 3 }, read);
    }

    [Fact]
    public void Build_PortInUse_IsRefusedAndLetsTheDataGo()
    {
        var settings = SiloFixture.SettingsFor(_directory["data"]);
        using var listener = new TcpListener(IPAddress.Loopback, settings.SiloPort);
        listener.Start();

        var failure = Assert.Throws<StartupException>(() => SiloHost.Build(settings));

        Assert.StartsWith($"The silo port {settings.SiloPort} cannot be used", failure.Message, StringComparison.Ordinal);
        DataDirectory.Hold(settings.Data).Dispose();
    }

    [Fact]
    public void Build_DataIsAFile_IsRefused()
    {
        File.WriteAllText(_directory["data"], "");

        var failure = Assert.Throws<StartupException>(() => SiloHost.Build(SiloFixture.SettingsFor(_directory["data"])));

        Assert.Contains(_directory["data"], failure.Message, StringComparison.Ordinal);
    }
}
