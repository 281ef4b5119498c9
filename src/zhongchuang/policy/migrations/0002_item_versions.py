import django.db.models.deletion
from django.db import migrations, models


def versions_so_far_came_from_files(apps, schema_editor):
    apps.get_model("policy", "PackVersion").objects.update(folder_at=models.F("loaded_at"))


class Migration(migrations.Migration):

    dependencies = [
        ('policy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='packversion',
            name='origin',
            field=models.CharField(choices=[('files', '政策包文件'), ('desk', '政策工作台'), ('merged', '文件与工作台合并')], default='files', max_length=8, verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='packversion',
            name='parent',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion', verbose_name='上一版本'),
        ),
        migrations.AddField(
            model_name='packversion',
            name='folder_at',
            field=models.DateTimeField(null=True, verbose_name='政策包目录载入时间'),
        ),
        migrations.RunPython(versions_so_far_came_from_files, migrations.RunPython.noop),
        migrations.AddField(
            model_name='document',
            name='version',
            field=models.PositiveIntegerField(default=1, verbose_name='版本号'),
        ),
        migrations.AddField(
            model_name='document',
            name='content_sha256',
            field=models.CharField(default='', max_length=64, verbose_name='内容摘要'),
        ),
        migrations.AddField(
            model_name='document',
            name='expires',
            field=models.DateField(null=True, verbose_name='失效日期'),
        ),
        migrations.AddField(
            model_name='measure',
            name='version',
            field=models.PositiveIntegerField(default=1, verbose_name='版本号'),
        ),
        migrations.AddField(
            model_name='measure',
            name='content_sha256',
            field=models.CharField(default='', max_length=64, verbose_name='内容摘要'),
        ),
        migrations.CreateModel(
            name='ItemVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('document', 'document'), ('measure', 'measure')], max_length=8, verbose_name='种类')),
                ('slug', models.CharField(max_length=120, verbose_name='标识')),
                ('number', models.PositiveIntegerField(verbose_name='版本号')),
                ('sha256', models.CharField(max_length=64, verbose_name='内容摘要')),
                ('content', models.JSONField(verbose_name='内容')),
                ('since', models.DateTimeField(verbose_name='载入时间')),
                ('pack_version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion')),
            ],
            options={
                'verbose_name': '条目版本',
                'ordering': ('kind', 'slug', 'number'),
            },
        ),
        migrations.AddConstraint(
            model_name='itemversion',
            constraint=models.UniqueConstraint(fields=('kind', 'slug', 'number'), name='item_version_once'),
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('origin', models.CharField(choices=[('files', '政策包文件'), ('desk', '政策工作台'), ('merged', '文件与工作台合并')], max_length=8, verbose_name='来源')),
                ('at', models.DateTimeField(verbose_name='发布时间')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion', verbose_name='版本')),
                ('before', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='policy.packversion', verbose_name='先前版本')),
            ],
            options={
                'verbose_name': '政策发布',
                'ordering': ('-at', '-id'),
            },
        ),
        migrations.CreateModel(
            name='PublishedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('document', 'document'), ('measure', 'measure')], max_length=8, verbose_name='种类')),
                ('slug', models.CharField(max_length=120, verbose_name='标识')),
                ('change', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('repealed', 'repealed'), ('withdrawn', 'withdrawn')], max_length=10, verbose_name='变化')),
                ('number', models.PositiveIntegerField(verbose_name='版本号')),
                ('number_before', models.PositiveIntegerField(null=True, verbose_name='先前版本号')),
                ('title', models.CharField(max_length=200, verbose_name='名称')),
                ('title_en', models.CharField(max_length=200, verbose_name='英文名称')),
                ('instrument', models.CharField(max_length=20, null=True, verbose_name='政策工具')),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='parties.place', verbose_name='地区')),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='policy.publication')),
            ],
            options={
                'verbose_name': '发布的变化',
                'ordering': ('publication', 'id'),
            },
        ),
        migrations.AddConstraint(
            model_name='publishedchange',
            constraint=models.UniqueConstraint(fields=('publication', 'kind', 'slug'), name='change_told_once'),
        ),
    ]
